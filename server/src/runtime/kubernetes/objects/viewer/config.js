// The viewer's login may not list databases, so each of them is a connection of its own beside mongo-express' defaults.
import defaults from './config.default.js';

const { mongodb } = defaults;
defaults.mongodb = JSON.parse(process.env.FP_DATABASES).map(({ name, uri }) => ({
  ...mongodb,
  connectionName: name,
  connectionString: uri,
}));

export default {};
