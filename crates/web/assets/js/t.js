// Tandem's tracker: <script defer src="https://…/t.js" data-site="site_…"></script>
//
// It sends the address of the page and of the page before. It sets no cookie, stores nothing and
// looks at nothing else. People whose browser asks not to be tracked (Global Privacy Control, Do
// Not Track) send no visit; their orders are sent without the address.
//
//   tandem('conversion', { name: 'order', orderId: 'A-1042', value: '49.90', currency: 'EUR' })
(function () {
  'use strict'
  const script = document.currentScript
  const site = script && script.dataset.site
  if (!site) return
  const collect = new URL('collect', script.src).href
  const unseen = navigator.globalPrivacyControl || navigator.doNotTrack === '1'

  // Plain text needs no preflight. A sale is sent again until it is taken: its number counts once.
  function send(event, pauses) {
    const body = JSON.stringify({ site, ...event })
    fetch(collect, { method: 'POST', body, keepalive: true, credentials: 'omit' })
      .then((answer) => answer.status === 429 || answer.status >= 500, () => true)
      .then((again) => again && pauses.length && setTimeout(send, pauses[0], event, pauses.slice(1)))
  }

  function where() {
    return unseen ? {} : { url: location.href, referrer: document.referrer }
  }

  let last
  function visit() {
    if (unseen || location.href === last) return
    last = location.href
    send({ kind: 'visit', ...where() }, [])
  }

  const waiting = (window.tandem && window.tandem.q) || []
  window.tandem = function (kind, sale) {
    if (kind === 'visit') visit()
    if (kind !== 'conversion' || !sale) return
    const { name = 'order', orderId, value, currency, margin } = sale
    send({ kind, name, order_id: orderId, value, currency, margin, ...where() }, orderId ? [1e3, 5e3, 3e4] : [])
  }

  // A page that the browser draws ahead is not seen yet.
  if (document.prerendering) document.addEventListener('prerenderingchange', visit, { once: true })
  else visit()
  waiting.forEach((call) => window.tandem(...call))
})()
