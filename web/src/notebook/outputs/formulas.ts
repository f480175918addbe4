import { fetchModule } from '../fetch-module.ts';

/** KaTeX is as large as the rest of what a text needs: it comes for a formula that is nearly seen. */
const nearby = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      nearby.unobserve(target);
      if (target instanceof HTMLElement) void draw(target);
    }
  },
  { scrollMargin: '300px' },
);

/** Draws the formula that the element holds as text once it is nearly in view. */
export function drawWhenNear(formula: HTMLElement): void {
  nearby.observe(formula);
}

async function draw(formula: HTMLElement): Promise<void> {
  const { drawFormula } = await fetchModule(() => import('./draw-formula.ts'));
  if (formula.isConnected) drawFormula(formula);
}
