// Shows a sentence where the workbench cannot run. Written in ES3, because it must run in any browser.
(function () {
  if (!Object.hasOwn) document.getElementById('too-old').removeAttribute('hidden')
})()
