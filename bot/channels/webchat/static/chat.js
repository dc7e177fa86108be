/* Ayni Escucha: the page of the web chat. No library, and nothing newer than browsers of 2018.
   What a person sends is written to localStorage first, and leaves it when the server says
   that it is safe. Text of others is only ever put in the page as text. */
(function () {
  'use strict';

  const SIN_CONEXION = 'Sin conexión: lo enviaremos apenas vuelva la señal.';
  const PREFIX = 'ayni:';
  const ZONE = 'America/Lima';
  const $ = (id) => document.getElementById(id);
  const log = $('charla');
  const box = $('texto');
  const notice = $('aviso');
  const typing = $('escribiendo');

  /* ---------- Small tools ---------- */

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function newId() {
    // Not crypto.randomUUID: that one is missing where the page came without https.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (each) => (each + 256).toString(16).slice(1)).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  function formatter(options) {
    try {
      return new Intl.DateTimeFormat('es-PE', Object.assign({ timeZone: ZONE }, options));
    } catch (problem) { // a browser without the time zones
      return new Intl.DateTimeFormat('es', options);
    }
  }
  const clock = formatter({ hour: '2-digit', minute: '2-digit', hour12: false });
  const calendar = formatter({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

  function dayName(date) {
    const day = calendar.format(date);
    if (day === calendar.format(new Date())) return 'Hoy';
    if (day === calendar.format(new Date(Date.now() - 864e5))) return 'Ayer';
    return day.charAt(0).toUpperCase() + day.slice(1);
  }

  /* ---------- The queue of what is not yet safe: one key a message ---------- */

  const memory = {}; // where localStorage is forbidden or full
  let counter = 0;

  function keep(item) {
    const order = String(Date.now()).padStart(15, '0') + String(counter++).padStart(6, '0');
    const key = PREFIX + order + ':' + item.cuerpo.id;
    try { localStorage.setItem(key, JSON.stringify(item)); } catch (problem) { memory[key] = item; }
  }

  function waiting() {
    const found = Object.assign({}, memory);
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const key = localStorage.key(i);
        if (key.indexOf(PREFIX) === 0) found[key] = JSON.parse(localStorage.getItem(key));
      }
    } catch (problem) { /* then memory is all there is */ }
    return Object.keys(found).sort().map((key) => ({ key: key, item: found[key] }));
  }

  function drop(key) {
    delete memory[key];
    try { localStorage.removeItem(key); } catch (problem) { /* it was never there */ }
  }

  /* ---------- The conversation on the screen ---------- */

  const mine = {}; // the visitor's lines, by the id this page gave them
  const seen = {}; // ours, by their id
  let lastDay = '';
  let lastId = 0;
  let anchor = null; // the last line of the visitor: what comes is read from there
  let newest = null; // our last line
  let settledAt = 0;

  // An address; «línea 100»; a whole line that a short number begins: «106: ambulancia (SAMU)».
  const LINK = /(https?:\/\/|www\.)[^\s<>"«»]+|l[ií]nea (1\d\d|18\d\d)(?!\d)|^(1\d{2,3}): .+/gim;

  function fillText(element, text) {
    let from = 0;
    text.replace(LINK, function (match, scheme, line, first, at) {
      const number = line || first;
      let shown = match;
      const link = make('a');
      if (number) {
        link.href = 'tel:' + number;
        link.className = 'llamar';
      } else {
        shown = match.replace(/[.,;:!?)\]'…]+$/, '');
        link.href = scheme === 'www.' ? 'https://' + shown : shown;
        link.target = '_blank';
        link.rel = 'noopener noreferrer';
      }
      element.appendChild(document.createTextNode(text.slice(from, at)));
      link.textContent = shown;
      if (!number) link.appendChild(make('span', 'oculto', ' (se abre en otra pestaña)'));
      element.appendChild(link);
      from = at + shown.length;
    });
    element.appendChild(document.createTextNode(text.slice(from)));
  }

  /* The visitor's lines are shown at once, and marked until the server has them. */
  const SENDING = 'Enviando…';
  const STOPPED = 'Por enviar';

  function addLine(className, author, text, date) {
    const day = dayName(date);
    if (day !== lastDay) {
      const separator = make('div', 'dia');
      separator.appendChild(make('span', '', day));
      log.appendChild(separator);
      lastDay = day;
    }
    const line = make('div', 'linea ' + className);
    const bubble = make('div', 'burbuja');
    bubble.appendChild(make('span', 'oculto', author));
    fillText(bubble, text);
    line.appendChild(bubble);
    log.appendChild(line);
    return line;
  }

  function addFoot(line, text) {
    let foot = line.querySelector('.pie');
    if (!foot) foot = line.appendChild(make('div', 'pie'));
    foot.textContent = text;
  }

  function addMine(id, text, date, isWaiting) {
    if (mine[id]) return;
    Array.from(log.querySelectorAll('.opciones:not(.pasadas)')).forEach(function (each) {
      each.classList.add('pasadas');
    });
    mine[id] = anchor = addLine('mia', 'Tú: ', text, date);
    addFoot(mine[id], isWaiting ? SENDING : clock.format(date));
  }

  function addOurs(data) {
    if (seen[data.id]) return;
    seen[data.id] = true;
    lastId = Math.max(lastId, data.id);
    typing.hidden = true;
    const date = new Date(data.hora);
    const line = addLine('suya', 'Ayni Escucha: ', data.texto, date);
    const options = data.opciones || [];
    if (options.length || data.pide_ubicacion) {
      const group = make('div', 'opciones');
      group.setAttribute('role', 'group');
      group.setAttribute('aria-label', 'Puedes elegir');
      options.forEach(function (option, index) {
        const button = make('button', '', (index + 1) + '. ' + option.etiqueta);
        button.type = 'button';
        button.onclick = function () {
          if (option.enlace) return pass(option.enlace);
          chosen(button);
          say({ opcion: option.valor, texto: option.etiqueta }, option.etiqueta);
        };
        group.appendChild(button);
      });
      if (data.pide_ubicacion) {
        const button = make('button', 'lugar', 'Usar mi ubicación');
        button.type = 'button';
        button.onclick = function () { locate(button); };
        group.appendChild(button);
      }
      line.appendChild(group);
    }
    addFoot(line, clock.format(date));
    if (isReady && !anchor && newest) anchor = line;
    newest = line;
  }

  /* The link is Telegram's «share with…»: the phone's own sheet knows WhatsApp too. */
  function pass(address) {
    const given = new URL(address).searchParams;
    const open = function () { window.open(address, '_blank', 'noopener'); };
    if (!navigator.share) return open();
    navigator.share({ text: given.get('text') || '', url: given.get('url') || address })
      .catch(function (problem) { if (problem.name !== 'AbortError') open(); });
  }

  function chosen(button) {
    Array.from(button.parentNode.children).forEach(function (each) {
      each.classList.toggle('elegida', each === button);
    });
  }

  function placeText(place) {
    return 'Mi ubicación: ' + place.lat.toFixed(5) + ', ' + place.lon.toFixed(5);
  }

  function settle(force) {
    // Whoever is reading further up is left there.
    if (!force && window.pageYOffset < settledAt - 60) return;
    const bottom = document.documentElement.scrollHeight - $('final').offsetHeight - window.innerHeight;
    let top = bottom;
    if (anchor) top = whatIsReadFirst().getBoundingClientRect().top + window.pageYOffset - 12;
    else if (log.querySelectorAll('.linea').length < 2) top = 0; // a greeting: who greets is read first
    settledAt = Math.max(0, Math.min(bottom, top));
    window.scrollTo(0, settledAt);
  }

  // Of several bubbles the one that asks, so that its choices are seen; but a number to call stays.
  function whatIsReadFirst() {
    if (!newest || !newest.querySelector('.opciones')) return anchor;
    for (let line = anchor; line; line = line.nextElementSibling) {
      if (line.querySelector('.llamar')) return anchor;
      if (line === newest) return newest;
    }
    return anchor;
  }

  function isBelow(line) {
    return line.getBoundingClientRect().top > $('barra').getBoundingClientRect().top - 30;
  }

  function tell(text) {
    if (notice.textContent !== text) notice.textContent = text;
  }

  /* ---------- To the server ---------- */

  let isReady = false; // the history is on the screen
  let isBusy = false;
  let failures = 0;
  let refusal = ''; // why a message will not be sent, until the next one is
  let timer = 0;
  let typingTimer = 0;
  const channel = window.BroadcastChannel ? new BroadcastChannel('ayni') : null;

  function say(body, shown) {
    const item = { cuerpo: Object.assign({ id: newId() }, body), texto: shown, hora: new Date().toISOString() };
    keep(item);
    showItem(item);
    if (channel) channel.postMessage({ nueva: item });
    settle(true);
    sync();
  }

  function showItem(item) {
    if (item.texto) addMine(item.cuerpo.id, item.texto, new Date(item.hora), true);
  }

  function markSent(id) {
    const line = mine[id];
    if (!line) return;
    line.classList.remove('parada');
    addFoot(line, clock.format(new Date()));
  }

  function markStopped(id) {
    if (!mine[id]) return;
    mine[id].classList.add('parada');
    addFoot(mine[id], STOPPED);
  }

  function markRefused(item, why) {
    const line = mine[item.cuerpo.id];
    refusal = why;
    if (!line) return;
    line.classList.remove('parada');
    line.classList.add('fallo');
    addFoot(line, 'No se envió. ' + why);
    if (item.cuerpo.texto && !item.cuerpo.opcion && !box.value) { box.value = item.cuerpo.texto; grow(); }
  }

  /* Loads the history once, then sends what waits, in order. One at a time in this page; another
     page may send the same too: the server knows a message by its id. */
  async function sync() {
    if (isBusy) return;
    isBusy = true;
    clearTimeout(timer);
    try {
      if (!isReady) await load();
      for (let next = waiting()[0]; next; next = waiting()[0]) await send(next);
      failures = 0;
      tell(refusal);
      refusal = '';
    } catch (problem) {
      typing.hidden = true;
      tell(problem.notice || SIN_CONEXION);
      waiting().forEach((each) => markStopped(each.item.cuerpo.id));
      const pause = Math.min(30, Math.pow(2, failures++));
      timer = setTimeout(sync, 1000 * Math.max(pause * (0.8 + 0.4 * Math.random()), problem.wait || 0));
    }
    isBusy = false;
  }

  async function ask(path, options) {
    const abort = window.AbortController ? new AbortController() : null;
    const limit = setTimeout(function () { if (abort) abort.abort(); }, 30000);
    try {
      const settings = Object.assign({ credentials: 'same-origin', cache: 'no-store' }, options);
      if (abort) settings.signal = abort.signal;
      const response = await fetch(path, settings);
      return { response: response, data: await response.json().catch(() => ({})) };
    } finally {
      clearTimeout(limit);
    }
  }

  function post(path, body) {
    return ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  }

  function later(response, data) {
    const problem = new Error('later');
    problem.wait = Number(response.headers.get('Retry-After')) || 0;
    if (response.status === 429) problem.notice = data.error;
    return problem;
  }

  async function send(next) {
    const item = next.item;
    showItem(item); // another page may have put it there
    clearTimeout(typingTimer);
    typing.hidden = false;
    typingTimer = setTimeout(function () { typing.hidden = true; }, 20000);
    settle();
    const answer = await post('/chat/mensajes', item.cuerpo);
    const status = answer.response.status;
    if (answer.response.ok) {
      drop(next.key);
      markSent(item.cuerpo.id);
      if (channel) channel.postMessage({ enviada: item.cuerpo.id });
    } else if (status >= 500 || status === 429 || status === 408) {
      throw later(answer.response, answer.data);
    } else {
      drop(next.key);
      typing.hidden = true;
      markRefused(item, answer.data.error || 'Actualiza la página e inténtalo de nuevo.');
      settle();
    }
  }

  async function load() {
    const answer = await ask('/chat/historial');
    if (!answer.response.ok) throw later(answer.response, answer.data);
    const history = answer.data;
    log.textContent = '';
    Object.keys(mine).forEach((id) => { delete mine[id]; });
    lastDay = '';
    history.lineas.forEach(function (line) {
      if (!line.mia) return addOurs(line);
      addMine(line.clave, line.ubicacion ? placeText(line.ubicacion) : line.texto, new Date(line.hora));
    });
    lastId = Math.max(lastId, history.ultimo);
    typing.hidden = true;
    isReady = true;
    greet(history.nuevo);
    waiting().forEach((each) => showItem(each.item));
    listen();
    settle(true);
    // From here on a screen reader says what arrives; before, it would have read it all.
    setTimeout(function () { log.setAttribute('aria-live', 'polite'); }, 500);
  }

  function greet(isNew) {
    const given = new URLSearchParams(location.search).get('de') || '';
    const link = /^[\w-]{1,64}$/.test(given) ? given : '';
    if (link || (isNew && !waiting().length)) {
      keep({ cuerpo: { id: newId(), inicio: link }, texto: '', hora: new Date().toISOString() });
    }
    if (location.search) history.replaceState(null, '', location.pathname);
  }

  /* ---------- From the server ---------- */

  let source = null;
  let sourceTimer = 0;
  let sourceFailures = 0;

  function listen() {
    if (!isReady || source || document.hidden) return;
    clearTimeout(sourceTimer);
    source = new EventSource('/chat/eventos?desde=' + lastId);
    source.onopen = function () {
      sourceFailures = 0;
      if (failures) sync();
      else if (!waiting().length) tell('');
    };
    source.onmessage = function (event) {
      addOurs(JSON.parse(event.data));
      settle();
      $('nuevos').hidden = !isBelow(newest);
    };
    source.onerror = function () {
      if (++sourceFailures > 1 && !failures) tell(SIN_CONEXION);
      if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
      hush();
      sourceTimer = setTimeout(listen, Math.min(30000, 1000 * Math.pow(2, sourceFailures)));
    };
  }

  function hush() {
    if (source) source.close();
    source = null;
  }

  let hiddenTimer = 0;
  document.addEventListener('visibilitychange', function () {
    clearTimeout(hiddenTimer);
    // A page nobody looks at needs no connection: it saves battery, data, and places on the server.
    if (document.hidden) hiddenTimer = setTimeout(hush, 30000);
    else { listen(); if (failures) sync(); }
  });
  window.addEventListener('online', function () { failures = 0; hush(); listen(); sync(); });
  window.addEventListener('offline', function () { tell(SIN_CONEXION); });

  if (channel) {
    channel.onmessage = function (event) {
      if (event.data.rapido) return location.replace(ELSEWHERE);
      if (event.data.salir) return location.reload();
      if (event.data.nueva && isReady) { showItem(event.data.nueva); settle(); }
      if (event.data.enviada) markSent(event.data.enviada);
    };
  }

  /* ---------- The person ---------- */

  const isTouch = window.matchMedia('(pointer: coarse)').matches;

  function grow() {
    box.style.height = 'auto';
    box.style.height = box.scrollHeight + 3 + 'px';
  }

  function submit() {
    // Invisible controls come along when one copies from other programs.
    const text = box.value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, ' ').trim();
    box.value = '';
    grow();
    if (text) say({ texto: text }, text);
    box.focus();
  }

  function locate(button) {
    const failed = function () {
      tell('No pudimos leer tu ubicación. Escribe el nombre de tu distrito y comunidad.');
      box.focus();
    };
    if (!navigator.geolocation || window.isSecureContext === false) return failed();
    tell('Buscando tu ubicación…');
    navigator.geolocation.getCurrentPosition(function (found) {
      const place = { lat: found.coords.latitude, lon: found.coords.longitude };
      tell('');
      chosen(button);
      say({ ubicacion: place }, placeText(place));
    }, failed, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  }

  async function leave() {
    const isSure = confirm('Se cerrará tu conversación en este equipo y aquí ya no podrás volver a verla. ' +
      'Lo que nos contaste sigue guardado. ¿Cerrarla?');
    if (!isSure) return;
    try {
      const answer = await post('/chat/salir', {});
      if (!answer.response.ok) throw later(answer.response, answer.data);
      waiting().forEach((each) => drop(each.key));
      if (channel) channel.postMessage({ salir: true });
      location.replace('/');
    } catch (problem) {
      tell('No pudimos cerrarla porque no hay conexión. Inténtalo de nuevo en un momento.');
    }
  }

  /* Somebody may come in: nothing of this stays on the screen, in the box, in what waits, nor behind
     the arrow back; the chat of this device ends, and another page stands there. */
  const ELSEWHERE = 'https://www.gob.pe/';
  const TWICE = 1500;
  let escapedAt = 0;

  function escape() {
    hush();
    clearTimeout(timer);
    isBusy = true; // nothing is sent any more
    waiting().forEach((each) => drop(each.key));
    box.value = '';
    log.textContent = '';
    document.title = 'Gob.pe';
    try {
      fetch('/chat/salir', {
        method: 'POST', keepalive: true, credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json' }, body: '{}',
      }).catch(function () { /* without a signal the page is gone all the same */ });
    } catch (problem) { /* likewise */ }
    if (channel) channel.postMessage({ rapido: true });
    location.replace(ELSEWHERE);
  }

  $('rapido').onclick = escape;
  $('rapido').hidden = false;
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') return;
    if (Date.now() - escapedAt < TWICE) escape();
    else escapedAt = Date.now();
  });

  $('redactar').addEventListener('submit', function (event) { event.preventDefault(); submit(); });
  box.addEventListener('input', grow);
  box.addEventListener('keydown', function (event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || isTouch) return;
    event.preventDefault();
    submit();
  });
  Array.from(document.querySelectorAll('[data-decir]')).forEach(function (button) {
    button.onclick = function () { say({ texto: button.dataset.decir }, button.dataset.decir); };
  });
  $('salir').onclick = leave;

  $('nuevos').onclick = function () { newest.scrollIntoView(); settledAt = window.pageYOffset; };
  window.addEventListener('scroll', function () {
    if (!$('nuevos').hidden && !isBelow(newest)) $('nuevos').hidden = true;
  }, { passive: true });

  $('barra').hidden = $('final').hidden = false;
  if (navigator.cookieEnabled === false) {
    tell('Tu navegador no guarda cookies y sin ellas no podemos responderte. Actívalas y vuelve a abrir la página.');
  } else {
    waiting().forEach((each) => showItem(each.item));
    sync();
  }
})();
