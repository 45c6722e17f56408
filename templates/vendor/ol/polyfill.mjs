// esbuild lowers the syntax to Chromium 79 and leaves the library alone; this is all that the bundle calls and 79 lacks.
if (!Object.hasOwn) {
  Object.hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
}
