// What the pages use of OpenLayers; everything else stays out of the bundle.
import './polyfill.mjs';
export {default as Feature} from 'ol/Feature.js';
export {default as Map} from 'ol/Map.js';
export {default as View} from 'ol/View.js';
export {default as Projection} from 'ol/proj/Projection.js';
export {default as VectorLayer} from 'ol/layer/Vector.js';
export {default as VectorSource} from 'ol/source/Vector.js';
export {default as Point} from 'ol/geom/Point.js';
export {default as MultiPolygon} from 'ol/geom/MultiPolygon.js';
export {default as MultiLineString} from 'ol/geom/MultiLineString.js';
export {Fill, Stroke, Style, Text} from 'ol/style.js';
export {DoubleClickZoom, DragPan, KeyboardPan, KeyboardZoom, MouseWheelZoom, PinchZoom} from 'ol/interaction.js';
