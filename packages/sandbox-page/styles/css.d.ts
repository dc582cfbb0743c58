// The build bundles them into one style sheet.
declare module '*.css';
