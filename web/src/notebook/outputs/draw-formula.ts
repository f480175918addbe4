import 'katex/dist/katex.min.css';
import katex from 'katex';

/** Draws by DOM calls: as markup the style attributes would be dropped by the page's policy. */
export function drawFormula(host: HTMLElement): void {
  katex.render(host.textContent ?? '', host, {
    displayMode: host.classList.contains('maths-block'),
    throwOnError: false,
    trust: false,
    maxExpand: 500,
    strict: 'ignore',
  });
}
