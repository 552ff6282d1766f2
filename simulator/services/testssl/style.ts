/** The one style sheet: nothing is loaded from anywhere. */
export const STYLE = `
:root{--ink:#161616;--blue:#0b4f8a;--pale:#eef4fa;--line:#c9d6e2;--bad:#9b1c1c;--good:#18753c}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);font:16px/1.5 system-ui,sans-serif;background:#f7f9fb}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:#fff;padding:.5rem}
.simulation{background:#fff3cd;color:#7a4b00;text-align:center;padding:.3rem;font-size:.9rem}
header{background:var(--blue);color:#fff;display:flex;flex-wrap:wrap;gap:1.5rem;align-items:center;padding:1rem 2rem}
header strong{font-size:1.3rem;margin-right:auto;letter-spacing:.05em}header a{color:#fff}
main{max-width:56rem;margin:1.5rem auto;padding:0 1.5rem 3rem}
h1{font-size:1.5rem}
table{border-collapse:collapse;width:100%;background:#fff;border:1px solid var(--line);border-radius:.5rem;overflow:hidden}
caption{text-align:left;padding:.3rem 0}
th,td{text-align:left;padding:.5rem 1rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
tbody th{font-weight:400;width:16rem}
.group th{background:var(--pale);color:var(--blue);font-weight:700}
td{font-weight:600}
.ok{color:var(--good)}.no{color:var(--bad)}
ul{margin:.3rem 0;padding-left:1.2rem}
.errors{border-left:.4rem solid var(--bad);background:#fdf0f0;padding:.7rem 1.2rem;margin:1rem 0}
.button{font-weight:600;background:var(--blue);color:#fff;border-radius:.3rem;padding:.6rem 1.2rem;text-decoration:none;display:inline-block}
:focus-visible{outline:3px solid #f2a900;outline-offset:2px}
`;
