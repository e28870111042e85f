namespace Amuro.Reporting;

/// <summary>The style sheet of the report: light, dark and print, wide and narrow.</summary>
internal static class Style
{
    /// <summary>
    /// The rules. They hold no character that XML would encode, so that the page is HTML and XML at once.
    /// Series colours are those of Okabe and Ito, lightened where a dark ground needs it.
    /// </summary>
    public const string Sheet = """
        :root{color-scheme:light dark;--paper:#fff;--card:#f6f7f9;--ink:#1a1d21;--soft:#5a626c;--rule:#c5cad1;--grid:#e6e8ec;--link:#0b5cad;
        --s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#b3578f;--s4:#b87d00;--s5:#3a9bd9;--s6:#3d4450;--loss:#e0700f;--gain:#1f7fc4;
        --yes:#00694b;--no:#a33c00;--open:#6a5500;--none:#565d66}
        @media (prefers-color-scheme:dark){:root{--paper:#14171b;--card:#1d2126;--ink:#e8eaed;--soft:#a3abb5;--rule:#4a525c;--grid:#2a2f36;--link:#7db8f0;
        --s0:#56b4e9;--s1:#f08a3c;--s2:#2fc295;--s3:#df92bf;--s4:#e6b93f;--s5:#4b86c8;--s6:#c3cad3;--loss:#d9660a;--gain:#2a86cc;
        --yes:#45c79c;--no:#f0935a;--open:#dcbf4e;--none:#a3abb5}}
        @media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--rule:#999;--grid:#ddd;--link:#000;
        --s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#b3578f;--s4:#b87d00;--s5:#3a9bd9;--s6:#3d4450;--loss:#e0700f;--gain:#1f7fc4;
        --yes:#00694b;--no:#a33c00;--open:#6a5500;--none:#565d66}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:1200px;padding:24px 20px 48px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 .3em}
        h2{font-size:1.3rem;line-height:1.3;margin:2.2em 0 .3em;padding-top:.6em;border-top:1px solid var(--rule)}
        h3{font-size:1rem;margin:1.4em 0 .4em}
        p{margin:.4em 0;max-width:78ch}
        a{color:var(--link)}
        nav{font-size:.9rem;margin:1em 0}
        nav a{margin-right:1.1em}
        .facts{display:flex;flex-wrap:wrap;gap:4px 28px;margin:1em 0;padding:0}
        .facts div{display:flex;flex-direction:column}
        .facts dt{font-size:.78rem;color:var(--soft)}
        .facts dd{margin:0;font-size:1.15rem;font-weight:600}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));gap:14px;margin:1.2em 0}
        .card{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:14px 16px;break-inside:avoid;display:flex;flex-direction:column;gap:6px}
        .card h3{margin:0;font-size:1rem;line-height:1.35}
        .card p{margin:0;font-size:.92rem}
        .badge{align-self:flex-start;border:1.5px solid currentColor;border-radius:99px;padding:1px 10px;font-size:.8rem;font-weight:700;white-space:nowrap}
        .yes{color:var(--yes)}.no{color:var(--no)}.open{color:var(--open)}.none{color:var(--none)}
        .effect{font-size:1.45rem;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}
        .effect small{display:block;font-size:.82rem;font-weight:400;color:var(--soft)}
        .lead{color:var(--soft);font-size:.95rem}
        .note{color:var(--soft);font-size:.85rem}
        .warn ul{font-size:.9rem}
        .audit{border:1px solid var(--rule);border-left:5px solid currentColor;border-radius:6px;padding:10px 14px;margin:.8em 0;background:var(--card);break-inside:avoid}
        .audit h3{margin:0 0 .3em;font-size:.98rem;line-height:1.45;color:var(--ink)}
        .audit .badge{display:inline-block;margin-right:.4em}
        .audit p,.audit details{color:var(--ink);margin:.3em 0;font-size:.92rem}
        .audit .note{color:var(--soft);font-size:.85rem}
        details{margin:.5em 0}
        summary{cursor:pointer;color:var(--link);font-size:.9rem;padding:.15em 0;max-width:78ch}
        summary:hover{text-decoration:underline}
        :focus-visible{outline:2px solid var(--link);outline-offset:2px}
        .warn{max-width:78ch;border-left:4px solid var(--open);padding:.2em .8em;background:var(--card)}
        .legend{display:flex;flex-wrap:wrap;gap:2px 20px;margin:.6em 0;padding:0;list-style:none;font-size:.88rem}
        .legend li{display:flex;align-items:center;gap:7px}
        .panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,270px),1fr));gap:14px 16px}
        figure{margin:.8em 0;break-inside:avoid}
        .panels figure{margin:0}
        svg.chart{display:block;width:100%;height:auto;font-family:inherit}
        figure.single svg.chart{max-width:calc(var(--w)*1.25)}
        .beside{display:flex;flex-wrap:wrap;gap:8px 40px;align-items:flex-start}
        .beside figure{flex:0 1 auto;min-width:0;max-width:100%}
        .beside figure.single{flex:1 1 480px;max-width:620px}
        .beside .table,.shortened{flex:0 1 auto;min-width:0}
        .scroll{overflow-x:auto;max-width:100%}
        .scroll svg.chart{width:var(--w);max-width:none}
        .swatch{flex:none}
        svg text{fill:var(--ink);font-size:11.5px;unicode-bidi:isolate}
        svg .title{font-size:13px;font-weight:600}
        svg .tick,svg .missing{font-size:10.5px;fill:var(--soft)}
        svg .axis{fill:var(--soft)}
        svg .gap{font-size:12px;font-weight:700}
        svg .strong{font-weight:750}
        svg .mid{text-anchor:middle}
        svg .end{text-anchor:end}
        svg .grid{stroke:var(--grid);stroke-width:1;fill:none}
        svg .rule{stroke:var(--rule);stroke-width:1;fill:none}
        svg .line{fill:none;stroke-width:2;stroke-linejoin:round}
        svg .band{fill-opacity:.16}
        svg .whisker{stroke-width:1.5;stroke-opacity:.75;fill:none}
        svg .mark{stroke:var(--paper);stroke-width:.8}
        svg .reference{stroke:var(--soft);stroke-width:1.3;stroke-dasharray:3 3;fill:none}
        svg .event{stroke-width:1.4;stroke-dasharray:6 3;fill:none}
        svg .leader{stroke:var(--soft);stroke-width:.7;fill:none}
        svg .cell{stroke:var(--grid);stroke-width:1}
        svg .empty{fill:none;stroke-dasharray:3 3;stroke:var(--rule)}
        svg .own{stroke:var(--ink);stroke-width:1.6}
        svg .keybox{stroke:none}
        .table{overflow-x:auto;margin:.8em 0}
        table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
        caption{white-space:normal;text-align:left;color:var(--soft);padding-bottom:.4em}
        th,td{padding:4px 10px;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top;overflow-wrap:normal;white-space:nowrap}
        tbody th{font-weight:500}
        thead th{border-bottom:1.5px solid var(--rule);font-weight:600}
        td.n,th.n{text-align:right;white-space:nowrap}
        td.missing{color:var(--soft)}
        .settings th{font-weight:500;color:var(--soft);white-space:nowrap}
        .settings td{overflow-wrap:anywhere;white-space:normal}
        dl.methods dt{font-weight:600;margin-top:.8em}
        dl.methods dd{margin:0 0 .3em;max-width:78ch}
        ul{padding-left:1.2em;margin:.3em 0;max-width:78ch}
        footer{margin-top:3em;color:var(--soft);font-size:.82rem;border-top:1px solid var(--rule);padding-top:.8em}
        @media (max-width:600px){body{padding:16px 14px 32px}h1{font-size:1.4rem}h2{font-size:1.15rem}th,td{padding:4px 6px}table{font-size:.8rem}}
        @media print{*{-webkit-print-color-adjust:exact;print-color-adjust:exact}body{max-width:none;padding:0;font-size:10.5pt}nav{display:none}.cards{grid-template-columns:1fr 1fr}.panels{grid-template-columns:repeat(3,1fr)}h2,h3,.lead,.legend,section .note:has(+ .legend){break-after:avoid}.beside,.lead,.legend{break-inside:avoid}tr{break-inside:avoid}.audit{break-inside:auto}#tables:not(:has([open])){display:none}.table,.scroll{overflow:visible}.scroll svg.chart{max-width:100%}}
        """;
}
