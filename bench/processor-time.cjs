const fs = require('fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  fs.writeSync(3, String(user + system));
});
