// Progress of a run, and a drop zone that shows it is one. Every page works without this file.
(function () {
  'use strict';
  function ask(url, then) {
    fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) { if (answer.status === 401) { location.reload(); throw new Error('expired'); } return answer.json(); })
      .then(then)
      .catch(function () { setTimeout(function () { ask(url, then); }, 3000); });
  }
  var log = document.querySelector('[data-watch]');
  if (log) {
    var end = Number(log.dataset.end);
    var next = function () {
      ask(log.dataset.watch + '?from=' + end, function (state) {
        var isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 30;
        log.append(state.log);
        end = state.end;
        if (isAtEnd) { log.scrollTop = log.scrollHeight; }
        document.getElementById('state').textContent = state.label;
        if (state.is_over) { location.reload(); } else { setTimeout(next, 800); }
      });
    };
    setTimeout(next, 500);
  }
  var letter = document.querySelector('[data-watch-letter]');
  if (letter) {
    var look = function () {
      ask(letter.dataset.watchLetter, function (state) { if (state.is_over) { location.reload(); } else { setTimeout(look, 800); } });
    };
    setTimeout(look, 500);
  }
  var chooser = document.querySelector('[data-drop]');
  if (chooser) {
    var zone = chooser.parentNode;
    ['dragover', 'dragleave', 'drop'].forEach(function (kind) {
      zone.addEventListener(kind, function (event) {
        event.preventDefault();
        zone.classList.toggle('over', kind === 'dragover');
        if (kind === 'drop' && event.dataTransfer.files.length) { chooser.files = event.dataTransfer.files; }
      });
    });
    chooser.form.addEventListener('submit', function () { document.getElementById('wait').hidden = false; });
  }
})();
