/** The one style sheet. */
export const STYLE = `
:root{--ink:#1b2733;--blue:#0b4f8a;--pale:#eef4fa;--line:#c9d6e2;--warn:#7a4b00;--bad:#9b1c1c}
*{box-sizing:border-box}[hidden]{display:none!important}
body{margin:0;color:var(--ink);font:16px/1.5 system-ui,sans-serif;background:#f7f9fb}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:#fff;padding:.5rem}
.simulation{background:#fff3cd;color:var(--warn);text-align:center;padding:.3rem;font-size:.9rem}
header{background:var(--blue);color:#fff;display:flex;flex-wrap:wrap;gap:1rem;align-items:center;padding:1rem 2rem}
header h1{font-size:1.2rem;margin:0 auto 0 0;font-weight:600}
header form{margin:0}header a{color:#fff}
header button{background:transparent;border:1px solid #fff}
nav{background:#fff;border-bottom:1px solid var(--line);padding:0 2rem;display:flex;flex-wrap:wrap}
nav a{padding:.8rem 1.2rem;color:var(--blue);text-decoration:none;text-transform:uppercase;font-weight:600;letter-spacing:.03em}
nav a[aria-current]{box-shadow:inset 0 -3px var(--blue)}
main{max-width:84rem;margin:1.5rem auto;padding:0 2rem 3rem}
.card{background:#fff;border:1px solid var(--line);border-radius:.5rem;padding:1.2rem 1.5rem;margin:1rem 0}
table{border-collapse:collapse;width:100%;background:#fff;font-size:.93rem}
.wide{overflow-x:auto}
th,td{text-align:left;padding:.5rem;border-bottom:1px solid var(--line);vertical-align:top}
th{background:var(--pale);font-size:.85rem}
label,legend{font-weight:600}fieldset{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0;padding:.8rem 1.2rem}
fieldset .field,.sub{margin-left:1.6rem}.sub .field{margin-left:0}
input[type=file]{display:block;margin:.3rem 0;font:inherit}
input[type=text],input[type=password],textarea,select{font:inherit;padding:.45rem .6rem;border:1px solid #7c8a97;border-radius:.3rem;width:100%;max-width:36rem;display:block}
textarea{font-family:ui-monospace,monospace;font-size:.85rem}
.field{margin:.8rem 0}.help{color:#4a5a68;font-size:.9rem;margin:.2rem 0}
.choice{display:block;font-weight:400;margin:.3rem 0}
button,.button{font:inherit;font-weight:600;background:var(--blue);color:#fff;border:1px solid var(--blue);border-radius:.3rem;padding:.5rem 1.1rem;cursor:pointer;text-decoration:none;display:inline-block}
.second{background:#fff;color:var(--blue)}.danger{background:var(--bad);border-color:var(--bad)}
.buttons{display:flex;gap:.7rem;flex-wrap:wrap;margin-top:1.2rem}
.errors{border-left:.4rem solid var(--bad);background:#fdf0f0;padding:.7rem 1.2rem;margin:1rem 0}
.note{border-left:.4rem solid var(--blue);background:var(--pale);padding:.7rem 1.2rem;margin:1rem 0}
.steps{list-style:none;display:flex;gap:.5rem;padding:0;flex-wrap:wrap}
.steps li{padding:.3rem 1rem;border-radius:1rem;background:#e4ebf2}.steps li[aria-current]{background:var(--blue);color:#fff}
.state{border-radius:1rem;padding:.1rem .7rem;background:var(--pale);white-space:nowrap}
.state-revoked,.state-expired{background:#fdf0f0;color:var(--bad)}.state-withdrawn{background:#e8f5ec;color:#14532d}
.date{white-space:nowrap}
.filter{display:flex;gap:1rem;align-items:end;flex-wrap:wrap}.filter .field{margin:0}
:focus-visible{outline:3px solid #f2a900;outline-offset:2px}
`;
