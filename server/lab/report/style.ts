/** Of every page of the lab: light or dark as the reader has it, readable on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c1b1a, #e8e6e3); --quiet: light-dark(#5d5a56, #a9a49d); --paper: light-dark(#fdfcfa, #191817);
  --line: light-dark(#dcd8d2, #3a3835); --card: light-dark(#f5f3ef, #232120); --first: light-dark(#2f6f8f, #6fb3d2); --second: light-dark(#b0622f, #e09a63); --third: light-dark(#9b3f86, #e392d3); --fourth: light-dark(#2c6e36, #8fd08a); --warn: light-dark(#8a4b00, #f0b060); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { max-width: 960px; margin: 0 auto; padding: 32px 16px 64px; }
h1 { margin: 0; font-size: 26px; } h2 { margin: 40px 0 4px; font-size: 19px; } h3 { margin: 0 0 4px; font-size: 14px; }
.message { white-space: pre-wrap; }
header p, section > p { margin: 0 0 12px; color: var(--quiet); }
.warnings { margin: 20px 0; padding: 12px 16px; border: 1px solid var(--warn); border-radius: 8px; color: var(--warn); } .warnings ul { margin: 0; padding-left: 16px; }
.metrics { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 12px; margin-top: 12px; }
.metrics article, .example { padding: 12px 14px; border-radius: 8px; background: var(--card); }
.metrics p { margin: 0; font-size: 13px; color: var(--quiet); }
.metrics .value { font-size: 26px; line-height: 1.2; color: var(--ink); font-variant-numeric: tabular-nums; }
.example { margin: 12px 0; } .example p { margin: 4px 0; } .example ul { margin: 8px 0 0; padding-left: 20px; color: var(--warn); }
.thought { color: var(--quiet); border-bottom: 1px dotted var(--quiet); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; } .number { text-align: right; }
svg { display: block; } svg.key { display: inline; } svg text { fill: var(--ink); font: 13px system-ui, sans-serif; } svg .quiet { fill: var(--quiet); }
details { margin-top: 40px; color: var(--quiet); } pre { overflow-x: auto; }
`;
