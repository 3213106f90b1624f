// The list of customers: search, filters, pages, details. And links to a scenario, wherever it stands.
(() => {
  const PER_PAGE = 50;
  const byId = (id) => document.getElementById(id);
  const { texts, rows, details } = JSON.parse(byId('/customers-data').textContent);
  const form = byId('/filter');
  const [body, found, pages, pageText] = ['/rows', '/found', '/pages', '/page'].map(byId);
  let chosen = rows.map((_, index) => index);
  let page = 0;
  let opened = -1;

  /** An element with text or children; texts never become markup. */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }
  const number = (text) => make('td', { class: 'number' }, text);
  const head = (...names) =>
    make(
      'thead',
      {},
      make('tr', {}, ...names.map(([text, kind]) => make('th', { scope: 'col', class: kind ?? '' }, text))),
    );

  function invoice([date, cycle, currency, lines, sums]) {
    const caption = make('caption', {}, `Invoice of ${texts[date]} `, make('span', { class: 'quiet' }, texts[cycle]));
    const charges = lines.map(([name, detail, quantity, amount]) => {
      const title = make('th', { scope: 'row' }, `${texts[name]} `, make('span', { class: 'quiet' }, texts[detail]));
      return make('tr', {}, title, number(quantity), number(amount));
    });
    const totals = sums.map(([name, amount], index) => {
      const kind = index === sums.length - 1 ? 'total' : texts[name].startsWith('of which') ? 'part' : '';
      return make('tr', { class: kind }, make('th', { scope: 'row', colspan: '2' }, texts[name]), number(amount));
    });
    return make(
      'table',
      { class: 'invoice' },
      caption,
      head(['Charge'], ['Quantity', 'number'], [texts[currency], 'number']),
      make('tbody', {}, ...charges),
      make('tfoot', {}, ...totals),
    );
  }

  function differences(cells) {
    const lines = cells.map(([date, cell, expected, actual, by]) =>
      make(
        'tr',
        {},
        make('td', {}, texts[date]),
        make('th', { scope: 'row' }, texts[cell]),
        ...[expected, actual, by].map(number),
      ),
    );
    return make(
      'table',
      { class: 'comparison' },
      make('caption', {}, 'What differs'),
      head(['Invoice'], ['Cell'], ['Expected', 'number'], ['Actual', 'number'], ['Change', 'number']),
      make('tbody', {}, ...lines),
    );
  }

  function more(index) {
    const { reason, notes = [], differences: cells = [], invoices = [] } = details[index] ?? {};
    const [id, plan, segment, , , command] = rows[index];
    const about = [texts[plan], texts[segment]].filter(Boolean).join(', ');
    const parts = [about, reason, ...notes].filter(Boolean).map((text) => make('p', {}, text));
    if (byId(id))
      parts.push(make('p', {}, make('a', { href: `#${encodeURIComponent(id)}` }, 'Told in full under its cause')));
    if (cells.length > 0) parts.push(differences(cells));
    if (invoices.length > 0) parts.push(make('div', { class: 'invoices' }, ...invoices.map(invoice)));
    else parts.push(make('p', { class: 'quiet' }, 'Its invoices are not kept in this report.'));
    const again = texts[command].replaceAll('{id}', () => id);
    if (again) parts.push(make('p', { class: 'again' }, 'See it again: ', make('code', {}, again)));
    return make('tr', {}, make('td', { colspan: '5', class: 'inside' }, ...parts));
  }

  function draw() {
    const last = Math.max(0, Math.ceil(chosen.length / PER_PAGE) - 1);
    page = Math.min(page, last);
    const shown = chosen.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
    body.replaceChildren(
      ...shown.flatMap((index) => {
        const [id, plan, segment, status, change] = rows[index];
        const open = index === opened;
        const button = make('button', { type: 'button', 'data-index': index, 'aria-expanded': open }, id);
        const badge = make('span', { class: `status ${texts[status]}` }, texts[status]);
        const row = make(
          'tr',
          {},
          make('th', { scope: 'row' }, button),
          make('td', {}, badge),
          number(change),
          make('td', { class: 'roomy' }, texts[plan]),
          make('td', { class: 'roomy' }, texts[segment]),
        );
        return open ? [row, more(index)] : [row];
      }),
    );
    pageText.textContent = `Page ${page + 1} of ${last + 1}`;
    pages.hidden = last === 0;
    for (const button of pages.querySelectorAll('button')) {
      button.disabled = button.dataset.go === '1' ? page === last : page === 0;
    }
  }

  function filter() {
    const { query, status, plan } = Object.fromEntries(new FormData(form));
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    chosen = [];
    rows.forEach(([id, planText, segment, statusText], index) => {
      if (status && texts[statusText] !== status) return;
      if (plan && texts[planText] !== plan) return;
      const text = `${id} ${texts[planText]} ${texts[segment]}`.toLowerCase();
      if (words.every((word) => text.includes(word))) chosen.push(index);
    });
    page = 0;
    found.textContent = `${chosen.length.toLocaleString('en')} of ${rows.length.toLocaleString('en')}`;
    draw();
  }

  /** Opens what the address names: a scenario on the page, or a customer of the list. */
  function follow() {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      // Not encoded: it is the id as it stands.
    }
    const element = byId(id);
    if (element) {
      for (let at = element; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
      element.scrollIntoView();
      return;
    }
    const index = rows.findIndex(([own]) => own === id);
    if (index < 0) return;
    form.reset();
    opened = index;
    filter();
    page = Math.floor(chosen.indexOf(index) / PER_PAGE);
    draw();
    const button = body.querySelector(`[data-index="${index}"]`);
    button.focus();
    button.scrollIntoView({ block: 'center' });
  }

  if (form) {
    for (const [name, column] of [
      ['status', 3],
      ['plan', 1],
    ]) {
      const values = [...new Set(rows.map((row) => texts[row[column]]))].sort();
      form.elements[name].append(...values.map((value) => make('option', { value }, value)));
    }
    for (const part of [form, byId('/table')]) part.hidden = false;
    form.addEventListener('input', filter);
    form.addEventListener('submit', (event) => event.preventDefault());
    pages.addEventListener('click', ({ target }) => {
      if (!target.dataset.go) return;
      page += Number(target.dataset.go);
      draw();
      byId('/customers').scrollIntoView();
    });
    body.addEventListener('click', ({ target }) => {
      if (target.dataset.index === undefined) return;
      const index = Number(target.dataset.index);
      opened = opened === index ? -1 : index;
      if (opened >= 0) history.replaceState(null, '', `#${encodeURIComponent(rows[index][0])}`);
      draw();
      body.querySelector(`[data-index="${index}"]`).focus();
    });
    filter();
  }
  addEventListener('hashchange', follow);
  if (location.hash) follow();
})();
