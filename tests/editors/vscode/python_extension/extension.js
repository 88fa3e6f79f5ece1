// The interpreter that is selected is the one that the test names.
exports.activate = () => ({
  environments: {
    getActiveEnvironmentPath: () => ({ id: 'selected', path: process.env.SELECTED_PYTHON }),
    onDidChangeActiveEnvironmentPath: () => ({ dispose() {} }),
  },
});
