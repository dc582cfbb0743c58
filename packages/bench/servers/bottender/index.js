// The app that Bottender runs for each event: it only counts.
let count = 0;

module.exports = async function App() {
  count += 1;
};

module.exports.handled = () => count;
