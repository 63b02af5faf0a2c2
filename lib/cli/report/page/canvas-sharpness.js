// Charts are drawn with at least two pixels per CSS pixel, or paper would show them blurred. uPlot reads the ratio from here.
{
  const screen = Object.getOwnPropertyDescriptor(window, 'devicePixelRatio');
  Object.defineProperty(window, 'devicePixelRatio', {
    configurable: true,
    get: () => Math.max(2, screen.get.call(window)),
  });
}
