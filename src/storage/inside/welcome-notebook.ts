/** The notebook that a new home begins with (nbformat 4.5). Its numbers come from samples/flights.parquet. */
export const welcomeNotebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
    language_info: { name: 'python' },
  },
  cells: [
    markdown(
      'welcome',
      `# Welcome

This notebook is yours: private, saved as you type, and it keeps running when you close the page. A cell holds SQL, Python or text, and they work together. Select a cell and press **Shift Enter** to run it and go on to the next.

Beside it lies \`samples/flights.parquet\`: three million flights inside the United States, from January to June 2001.`,
    ),
    markdown(
      'question',
      '## When is a flight late?\n\nSQL reads files by their path. Run this, then choose **Chart** above the result.',
    ),
    sql(
      'by-hour',
      'delays',
      `SELECT
  hour(date)                                  AS hour,
  count(*)                                    AS flights,
  round(avg(delay), 1)                        AS mean_delay,
  round(100 * avg((delay > 15)::INTEGER), 1)  AS late_percent
FROM 'samples/flights.parquet'
WHERE hour(date) >= 5
GROUP BY hour
ORDER BY hour`,
    ),
    markdown(
      'weighting',
      `Delay grows through the day, as each late aircraft is late for its next flight too. To join hours into parts of the day, each hour's mean $\\bar d_h$ (in minutes) counts as often as it has flights $n_h$:

$$\\bar d_{\\text{part}} = \\frac{\\sum_h n_h\\,\\bar d_h}{\\sum_h n_h}$$

The result above is called \`delays\`, and Python knows it by that name: a pandas data frame, nothing to export.`,
    ),
    python(
      'by-part',
      `import pandas as pd

part = pd.cut(delays["hour"], [5, 12, 18, 24], right=False, labels=["morning", "afternoon", "evening"])
minutes = delays["flights"] * delays["mean_delay"]

summary = delays.assign(part=part, minutes=minutes).groupby("part", observed=True)[["flights", "minutes"]].sum()
summary["mean_delay"] = (summary["minutes"] / summary["flights"]).round(1)
summary[["flights", "mean_delay"]]`,
    ),
    markdown(
      'next',
      `## What next

- **Your own data:** drop files onto the Files page, then name them in SQL: \`FROM 'folder/*.csv'\`.
- **More packages:** \`%pip install\` in a cell; they stay installed.
- **Together:** a notebook in a group's folder is shared with everyone in the group.`,
    ),
  ],
};

function markdown(id: string, source: string) {
  return { cell_type: 'markdown', id, metadata: {}, source };
}

function python(id: string, source: string) {
  return { cell_type: 'code', id, metadata: {}, execution_count: null, outputs: [], source };
}

/** @param name by which other cells know the result */
function sql(id: string, name: string, source: string) {
  const metadata = { stoa: { kernel: 'sql', name } };
  return { cell_type: 'code', id, metadata, execution_count: null, outputs: [], source };
}
