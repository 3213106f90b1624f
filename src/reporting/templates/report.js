import { decoded, grouped, moved, readAddress, search, thousands, unpackRows, writeAddress } from './list.js';

// The page: draws the list, follows addresses, copies commands. Texts never become markup.
const PER_PAGE = 50;
const PIECE = 1000;
const byId = (id) => document.getElementById(id);
const pieces = (kind) => [...document.querySelectorAll(`[data-list="${kind}"]`)];
const texts = JSON.parse(pieces('texts')[0].textContent);
const form = byId('filter');
const [body, found, pages, pageText] = ['rows', 'found', 'pages', 'page'].map(byId);
const optionsOf = (name) => [...(form.elements[name]?.options ?? [])].slice(1);
const names = {
  plans: new Map(optionsOf('plan').map(({ value, text }) => [value, text])),
  currencies: new Map(optionsOf('plan').map(({ value, dataset }) => [value, dataset.currency])),
  causes: optionsOf('cause').map(({ value, text }) => ({ key: value, name: text })),
};
const rows = unpackRows(
  pieces('rows').flatMap(({ textContent }) => JSON.parse(textContent)),
  texts,
  names,
);
const { sides: sideNames = 'Expected,Actual,Difference', noun = 'scenario' } = byId('table').dataset;
const sides = sideNames.split(',');
const title = document.title;
let state = readAddress('#s=');
let chosen = rows.map((_, index) => index);
let page = 0;

const details = new Map();
/** What is told of a row beyond itself; a piece is read when one of its rows is opened. */
function detailsOf(index) {
  const piece = Math.floor(index / PIECE);
  if (!details.has(piece)) {
    const element = document.querySelector(`[data-list="details"][data-piece="${piece}"]`);
    details.set(piece, element ? JSON.parse(element.textContent) : {});
  }
  return details.get(piece)[index % PIECE];
}

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
const number = (text, ...more) => make('td', { class: 'number' }, text, ...more);
const quiet = (text) => make('span', { class: 'quiet' }, text);
const head = (...columns) =>
  make(
    'thead',
    {},
    make('tr', {}, ...columns.map(([text, kind]) => make('th', { scope: 'col', class: kind ?? '' }, text))),
  );

function invoiceTable([date, cycle, currency, lines, sums, allowances]) {
  const caption = make('caption', {}, `Invoice of ${texts[date]} `, quiet(texts[cycle]));
  const charges = lines.map(([name, detail, quantity, amount]) => {
    const cell = make('th', { scope: 'row' }, `${texts[name]} `, quiet(texts[detail]));
    return make('tr', {}, cell, number(quantity), number(amount));
  });
  const totals = sums.map(([name, amount], index) => {
    const kind = index === sums.length - 1 ? 'total' : texts[name].startsWith('of which') ? 'part' : '';
    return make('tr', { class: kind }, make('th', { scope: 'row', colspan: '2' }, texts[name]), number(amount));
  });
  const columns = head(['Charge'], ['Quantity', 'number'], [texts[currency], 'number']);
  const left = allowances.map(([name, granted, rest]) =>
    make('div', {}, make('dt', {}, texts[name]), make('dd', {}, rest ? `${granted}, ${rest} left` : granted)),
  );
  const table = make(
    'table',
    { class: 'invoice' },
    caption,
    columns,
    make('tbody', {}, ...charges),
    make('tfoot', {}, ...totals),
  );
  return make('div', {}, table, ...(left.length > 0 ? [make('dl', { class: 'left' }, ...left)] : []));
}

function comparisonTable([date, currency, lines]) {
  const side = (amount, quantity) => number(amount || 'none', make('small', {}, quantity));
  const cells = lines.map(([name, detail, was, wasOf, is, isOf, by, said, place]) => {
    const about = [quiet(texts[detail]), ' ', make('span', { class: 'said' }, texts[said])];
    const cell = make('th', { scope: 'row' }, `${texts[name]} `, ...about, make('small', {}, texts[place]));
    const tone = texts[said] === 'follows' ? 'follows' : said ? 'differs' : '';
    return make('tr', { class: tone }, cell, side(was, wasOf), side(is, isOf), number(by));
  });
  return make(
    'table',
    { class: 'comparison' },
    make('caption', {}, `Invoice of ${texts[date]}, ${texts[currency]}`),
    head(['Line'], ...sides.map((side) => [side, 'number'])),
    make('tbody', {}, ...cells),
  );
}

/** A command and the button that copies it. */
const command = (text) =>
  make('p', { class: 'again' }, make('span', {}, 'See it again:'), ' ', make('code', {}, text), ' ', copyButton());
const copyButton = () => make('button', { type: 'button', class: 'copy' }, 'Copy');

function detailRow(index) {
  const { id, plan, segment, title: about, again, reason } = rows[index];
  const known = detailsOf(index) ?? {};
  const { notes = [], because = [], compared = [], invoices = [], place = 0, cut } = known;
  const parts = [about, reason, ...notes].filter(Boolean).map((text) => make('p', {}, text));
  parts.unshift(make('p', { class: 'quiet' }, [names.plans.get(plan) ?? plan, segment].filter(Boolean).join(', ')));
  if (byId(`s=${id}`)) {
    const link = make('a', { href: writeAddress({ s: id }), 'data-card': id }, 'Shown in full further up');
    parts.push(make('p', {}, link));
  }
  parts.push(...compared.map(comparisonTable));
  for (const [date, text] of because) {
    const when = quiet(` (invoice of ${texts[date]})`);
    parts.push(make('p', { class: 'because' }, make('strong', {}, 'Because'), ` ${text}`, when));
  }
  if (invoices.length > 0) parts.push(make('div', { class: 'invoices' }, ...invoices.map(invoiceTable)));
  else if (cut || compared.length === 0) parts.push(make('p', { class: 'quiet' }, 'Its invoices are not kept here.'));
  parts.push(command(again || `rateproof explain ${id}`));
  if (place) parts.push(make('p', { class: 'quiet where' }, texts[place]));
  return make('tr', { class: 'more' }, make('td', { colspan: '6', class: 'inside' }, ...parts));
}

function listRow(index) {
  const { id, status, change, invoiced, plan, segment, title: about } = rows[index];
  const bill = invoiced && `${grouped(invoiced)} ${names.currencies.get(plan) ?? ''}`;
  const open = id === state.s;
  const button = make('button', { type: 'button', 'data-index': index, 'aria-expanded': open }, id);
  const row = make(
    'tr',
    { class: open ? 'open' : '' },
    make('th', { scope: 'row' }, button, ...(about ? [make('small', {}, about)] : [])),
    make('td', {}, make('span', { class: `status ${status}` }, status)),
    number(bill),
    number(change),
    make('td', { class: 'roomy' }, names.plans.get(plan) ?? plan),
    make('td', { class: 'roomy' }, segment),
  );
  return open ? [row, detailRow(index)] : [row];
}

function draw() {
  const last = Math.max(0, Math.ceil(chosen.length / PER_PAGE) - 1);
  page = Math.min(page, last);
  body.replaceChildren(...chosen.slice(page * PER_PAGE, (page + 1) * PER_PAGE).flatMap(listRow));
  pageText.textContent = `Page ${thousands(page + 1)} of ${thousands(last + 1)}`;
  pages.hidden = last === 0;
  for (const button of pages.querySelectorAll('button')) {
    button.disabled = button.dataset.go === '1' ? page === last : page === 0;
  }
}

function filter() {
  chosen = search(rows, state);
  page = 0;
  const of = chosen.length === rows.length ? '' : ` of ${thousands(rows.length)}`;
  found.textContent = `${thousands(chosen.length)}${of} ${rows.length === 1 ? noun : `${noun}s`}`;
  draw();
}

/** Keeps the address and the title of what is shown, without a step in the history for every key. */
function remember() {
  document.title = state.s ? `${state.s} – ${title}` : title;
  history.replaceState(null, '', writeAddress(state) || location.pathname + location.search);
}

const buttonAt = (place) => body.querySelector(`[data-index="${chosen[place]}"]`);

/** Turns to the page of a place in the list and puts the focus there. */
function focusOn(place) {
  if (Math.floor(place / PER_PAGE) !== page) {
    page = Math.floor(place / PER_PAGE);
    draw();
  }
  const button = buttonAt(place);
  button?.focus({ preventScroll: true });
  button?.closest('tr').scrollIntoView({ block: 'nearest' });
}

function toggle(index) {
  const { id } = rows[index];
  state = { ...state, s: state.s === id ? '' : id };
  remember();
  draw();
  focusOn(chosen.indexOf(index));
}

/** Unfolds everything around an element of the page and shows it. */
function reveal(element) {
  for (let at = element; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
  element.scrollIntoView();
}

/** Opens what the address names: a scenario told in full, or the list with its filters. */
function follow() {
  const address = readAddress(location.hash);
  if (!address) {
    const element = byId(decoded(location.hash.slice(1)));
    if (element) reveal(element);
    return;
  }
  const { s, ...filters } = address;
  const card = s && byId(`s=${s}`);
  state = address;
  for (const [field, value] of Object.entries(filters)) if (form.elements[field]) form.elements[field].value = value;
  filter();
  document.title = s ? `${s} – ${title}` : title;
  if (card) return reveal(card);
  if (!s) {
    byId('scenarios').scrollIntoView();
    byId('scenarios-title').focus({ preventScroll: true });
    return;
  }
  const place = chosen.findIndex((index) => rows[index].id === s);
  if (place >= 0) {
    focusOn(place);
    buttonAt(place)?.closest('tr').scrollIntoView({ block: 'start' });
  } else {
    byId('scenarios').scrollIntoView();
    found.textContent = `${s} is not in this list`;
  }
}

for (const part of [form, found, byId('table'), byId('keys')]) part.hidden = false;
for (const button of document.querySelectorAll('.copy')) button.hidden = false;

form.addEventListener('input', () => {
  state = { ...state, ...Object.fromEntries(new FormData(form)), s: '' };
  remember();
  filter();
});
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => {
  state = readAddress('#s=');
  remember();
  filter();
});
pages.addEventListener('click', ({ target }) => {
  if (!target.dataset.go) return;
  page += Number(target.dataset.go);
  draw();
  byId('scenarios').scrollIntoView();
});
body.addEventListener('click', ({ target }) => {
  if (target.dataset.index !== undefined) toggle(Number(target.dataset.index));
});

document.addEventListener('click', async ({ target }) => {
  if (target.dataset?.card !== undefined) return reveal(byId(`s=${target.dataset.card}`));
  if (!target.classList?.contains('copy')) return;
  const code = target.parentElement.querySelector('code');
  try {
    await navigator.clipboard.writeText(code.textContent);
    target.textContent = 'Copied';
  } catch {
    // Where the clipboard is closed to pages, the command is at least selected.
    getSelection().selectAllChildren(code);
    target.textContent = 'Selected';
  }
  setTimeout(() => {
    target.textContent = 'Copy';
  }, 2000);
});

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const query = form.elements.q;
  const writing = target.matches('input, select, textarea');
  if (key === '/' && !writing) {
    event.preventDefault();
    byId('scenarios').scrollIntoView();
    query.focus({ preventScroll: true });
    query.select();
    return;
  }
  const inList = target.dataset?.index !== undefined;
  if (key === 'Escape') {
    if (target === query && query.value) return;
    if (state.s && (body.contains(target) || target === document.body)) {
      const place = chosen.findIndex((index) => rows[index].id === state.s);
      state = { ...state, s: '' };
      remember();
      draw();
      if (place >= 0) focusOn(place);
    }
    return;
  }
  // From the search the arrow down leads into the list; letters move only where nobody writes.
  if (target === query) {
    if (key !== 'ArrowDown' || chosen.length === 0) return;
    event.preventDefault();
    return focusOn(page * PER_PAGE);
  }
  if (writing || !(inList || ((key === 'j' || key === 'k') && target === document.body))) return;
  const at = inList ? chosen.indexOf(Number(target.dataset.index)) : page * PER_PAGE - 1;
  const to = moved(key, at, chosen.length);
  if (to === undefined) return;
  event.preventDefault();
  focusOn(to);
});

addEventListener('hashchange', follow);
filter();
if (location.hash) follow();
