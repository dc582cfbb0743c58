// Bundled by the build into one style sheet.
declare module '*.css';
