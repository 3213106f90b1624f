import { expect, test } from 'vitest';
import { axisText } from '../../../src/reporting/simulation/charts.ts';
import { INKS, shapesOf } from '../../../src/reporting/simulation/svg.ts';

test('shapes are kept, with classes for inks; ids, styles, scripts, links and whatever is inside them are not', () => {
  const drawn =
    '<svg width="9" xmlns="x" onload="a()"><defs ><clipPath id="c"><rect x="1" y="2"></rect></clipPath></defs>' +
    `<g clip-path="url(#c)"><rect id="r" x="1" y="2" width="3" height="4" fill="${INKS.rise}" style="fill:red" onclick="a()"/></g>\n` +
    `<path d="M1 2l3 0Z" stroke="${INKS.grid}" fill="none" class="zr0-cls-0" data-x="1"></path><image href="https://evil.example"/>` +
    '<text transform="translate(1 2)" x="1;alert()" fill="url(#x)">a &lt;b&gt;\nc</text><script>alert(1)</script>' +
    '<style ><![CDATA[\n.zr0 {}\n]]></style><a xlink:href="javascript:a()"><circle r="1"></circle></a></svg>';
  expect(shapesOf(drawn, 7, 8)).toBe(
    '<svg viewBox="0 0 7 8" focusable="false" aria-hidden="true">' +
      '<g><rect x="1" y="2" width="3" height="4" class="fill-rise"/></g>' +
      '<path d="M1 2l3 0Z" class="stroke-grid fill-none"></path>' +
      '<text transform="translate(1 2)" class="fill-none">a &lt;b&gt; c</text></svg>',
  );
});

test.each([
  [0, '0'],
  [-0.25, '-0.25'],
  [1500, '1,500'],
  [-12_000, '-12 k'],
  [125_500, '126 k'],
  [2_500_000, '2.5 M'],
  [-3e9, '-3 bn'],
  [0.1 + 0.2, '0.3'],
])('an axis at %s says %s', (value, text) => {
  expect(axisText(value)).toBe(text);
});

test('all marks of an axis have the unit of the longest', () => {
  // 5,000 on an axis that goes to 15,000 is not written in other units than 10 k beside it.
  expect([-10_000, -5000, 0, 15_000].map((value) => axisText(value, 15_000))).toEqual(['-10 k', '-5 k', '0', '15 k']);
  expect([250_000, 1e6].map((value) => axisText(value, 1e6))).toEqual(['0.25 M', '1 M']);
});
