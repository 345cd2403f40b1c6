/** How a storyboard looks, on a screen and on A4. Black on white: most offices print no colours. */
export const STYLE = `
:root { font: 14px/1.4 Arial, "Liberation Sans", "DejaVu Sans", sans-serif; color: #000; background: #fff; }
body { max-width: 190mm; margin: 8mm auto; padding: 0 4mm; }
h1 { font-size: 22px; margin: 0 0 4mm; }
h2 { font-size: 18px; margin: 8mm 0 3mm; border-bottom: 2px solid #000; break-after: avoid; }
h3 { font-size: 15px; margin: 0 0 2mm; }
h4 { font-size: 12px; margin: 0 0 1mm; }
small { font-weight: normal; font-size: 12px; }
.facts { display: grid; grid-template-columns: 44mm 1fr; gap: 1mm 4mm; margin: 0; border: 1px solid #000; padding: 3mm; }
.facts dt { font-weight: bold; }
.facts dd { margin: 0; }
.contents { columns: 2; margin: 5mm 0 0; padding: 0; list-style: none; }
.hint, .note { margin: 0 0 2mm; font-size: 12px; }
.note { font-style: italic; }
.drawing svg { display: block; margin: 0 auto; max-width: 100%; max-height: 245mm; height: auto; }
.drawing { margin-bottom: 5mm; }
.card { border: 1px solid #000; padding: 3mm; margin: 0 0 5mm; break-inside: avoid; }
.phones { display: flex; gap: 4mm; align-items: flex-start; }
.language { flex: 1 1 0; min-width: 0; }
.frames { display: flex; flex-wrap: wrap; gap: 3mm; align-items: flex-start; }
figure { margin: 0; width: 41mm; }
figcaption { font-size: 11px; line-height: 1.3; margin-top: 1mm; }
pre { font: 12px/1.35 Arial, "Liberation Sans", "DejaVu Sans", sans-serif; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.phone pre { border: 2px solid #000; border-top-width: 9px; border-bottom-width: 14px; border-radius: 10px; padding: 2mm; min-height: 24mm; }
.sms pre { border: 1px solid #000; border-radius: 12px 12px 12px 0; padding: 2mm 3mm; }
.leads, .reasons { margin-top: 3mm; font-size: 12px; }
.leads > ul { margin: 0; padding: 0; list-style: none; columns: 2; }
.leads li { break-inside: avoid; }
.leads ul ul { padding-left: 5mm; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #999; padding: 0.5mm 1.5mm; text-align: left; vertical-align: top; font-weight: normal; }
th { width: 32mm; }
a { color: inherit; }
@page wide { size: A4 landscape; margin: 10mm; }
@page { size: A4 portrait; margin: 12mm 10mm; }
@media print {
  body { margin: 0; padding: 0; max-width: none; }
  section + section { break-before: page; }
  .drawing { break-inside: avoid; }
  .drawing.wide { page: wide; }
  .drawing.wide svg { max-height: 165mm; }
  a { text-decoration: none; }
}
`;
