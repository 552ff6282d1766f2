/** The style sheet of the report; contrasts are at least 4.5:1 for text and 3:1 for marks. */
export const STYLE = `
:root{color-scheme:light;--ink:#161616;--dim:#4a4f55;--line:#c4cbd3;--pale:#f3f6f9;--blue:#0b4f8a;--good:#18753c;--bad:#a31515;--idle:#6b7280;--on:#2563a8;--call:#6d4aa8}
*{box-sizing:border-box}
body{margin:0 auto;max-width:78rem;padding:0 1.5rem 3rem;color:var(--ink);background:#fff;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:#fff;padding:.5rem}
:focus-visible{outline:3px solid #b45309;outline-offset:2px}
h1{font-size:1.5rem;margin:1.2rem 0 .4rem}h2{font-size:1.2rem;margin:1.6rem 0 .5rem}h3{font-size:1rem;margin:1rem 0 .3rem}
.facts{margin:0;display:flex;flex-wrap:wrap;gap:.2rem 1.5rem}.facts div{display:flex;gap:.4rem}.facts dt{color:var(--dim)}.facts dd{margin:0;font-weight:600}
.counts{font-size:1.1rem;font-weight:600}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.15rem .6rem;border-bottom:1px solid var(--line)}
thead th{color:var(--dim);font-weight:600;white-space:nowrap}.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td.passed,td.failed,td.error,td.interrupted,td.flaky,td.notRun,td.skipped{white-space:nowrap}
.passed{color:var(--good)}.failed,.error{color:var(--bad);font-weight:700}.interrupted,.flaky,.notRun,.skipped{color:#8a4b00;font-weight:700}
section{border-top:1px solid var(--line)}details{margin:.3rem 0}summary{cursor:pointer;padding:.2rem 0}summary h2,summary h3{display:inline;margin:0}
.at{color:var(--dim)}.bad{color:var(--bad)}
.wrong{border-left:.35rem solid var(--bad);background:#fdf3f3;padding:.4rem 1rem;margin:.6rem 0}
.diff{border-left:.35rem solid #8a4b00;background:#fff8eb;padding:.4rem 1rem;margin:.6rem 0}
pre{background:var(--pale);padding:.6rem 1rem;margin:.3rem 0;white-space:pre-wrap;font:13px/1.45 ui-monospace,monospace}pre mark{background:#fbdada;color:inherit;display:block}
code{font:13px/1.45 ui-monospace,monospace}
.time{display:grid;grid-template-columns:12rem 1fr;border:1px solid var(--line);border-radius:.3rem}
.time ul{list-style:none;margin:0;padding:0;border-right:1px solid var(--line);background:var(--pale)}
.time li{height:22px;line-height:22px;padding:0 .6rem;font-size:13px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.scroll{overflow-x:auto}svg{display:block}
.time svg{background:repeating-linear-gradient(#fff 0 21px,var(--line) 21px 22px) 0 18px}svg text{font:11px system-ui,sans-serif;fill:var(--dim)}
.g{stroke:var(--good);stroke-width:12}.b{stroke:var(--bad);stroke-width:18}.i{stroke:var(--idle);stroke-width:4}.o{stroke:var(--on);stroke-width:8}.c{stroke:var(--call);stroke-width:12}.s{stroke:#39424e;stroke-width:8}
.legend{font-size:13px;color:var(--dim);display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:.4rem 0;list-style:none}.legend svg{display:inline-block;vertical-align:-1px}
.apdus td{font-size:13px}.apdus code{font-size:12px;color:var(--dim)}.apdus td:first-child{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.apdus td:last-child{background:var(--pale)}
ol.told{margin:.3rem 0;padding-left:1.6rem}ol.told ul{margin:0;padding-left:1rem;list-style:none;font-size:14px}ol.told>li{font-weight:600}ol.told ul li{font-weight:400}
.note{color:var(--dim);font-size:13px}
@media(max-width:45rem){.time{grid-template-columns:7rem 1fr}}
@media print{body{max-width:none;font-size:11px}.scroll{overflow:visible}.time svg{width:100%;height:auto}tr,li,.time{break-inside:avoid}details::details-content{content-visibility:visible;height:auto}a{color:inherit;text-decoration:none}}
`;
