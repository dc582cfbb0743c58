// The app that Bottender runs for each event: it does nothing but count.
let count = 0;

module.exports = async function App() {
  count += 1;
};

module.exports.handled = () => count;
