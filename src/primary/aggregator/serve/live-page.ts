/** Makes the page for people at `/` of the metrics port. @param metricsPath the path of the page of metrics */
export function livePage(metricsPath: string): string {
  // A function as the replacement, because `replace` would take `$&` in a text for the match.
  return LIVE_PAGE.replace('{metricsPath}', () => attributeText(metricsPath));
}

function attributeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const LIVE_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>prom-cluster</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% }
  th, td { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left }
  :root { color-scheme: light dark }
</style>
<h1>prom-cluster</h1>
<p><a href="{metricsPath}">metrics</a> · <a href="/workers">workers</a> · <a href="/healthz">healthz</a> · <a href="/readyz">readyz</a></p>
<table>
  <thead><tr><th>worker</th><th>pid</th><th>state</th><th>restarts</th><th>started</th><th>own page</th></tr></thead>
  <tbody></tbody>
</table>
<script>
  const body = document.querySelector('tbody');
  const metricsUrl = document.links[0].href;
  function cell(content) {
    const td = document.createElement('td');
    td.append(content);
    return td;
  }
  function ownPage(slot) {
    const link = document.createElement('a');
    link.href = metricsUrl + '?worker=' + slot;
    link.textContent = 'metrics';
    return link;
  }
  function row(w) {
    const tr = document.createElement('tr');
    const started = new Date(w.startedAt).toLocaleTimeString();
    tr.append(...[w.slot, w.pid ?? '', w.state, w.restarts, started, ownPage(w.slot)].map(cell));
    return tr;
  }
  async function show() {
    const workers = await fetch('/workers').then((response) => response.json());
    body.replaceChildren(...workers.map(row));
  }
  show();
  setInterval(show, 2000);
</script>
</html>
`;
