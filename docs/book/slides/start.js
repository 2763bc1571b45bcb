Reveal.initialize({
  width: 1280, height: 720, margin: 0, center: false, hash: true, transition: 'none', slideNumber: 'c/t',
  pdfSeparateFragments: false, pdfMaxPagesPerSlide: 1, plugins: [RevealNotes],
});
