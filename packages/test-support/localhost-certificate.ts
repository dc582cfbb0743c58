/** Key and self-signed certificate of the test server, for localhost and 127.0.0.1. They are used for nothing else. */
export const localhostCertificate: { readonly key: string; readonly cert: string } = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXxfYoa2eog98FPmN
YqQgorWmbFgk1RbXby0ZFauXCsyhRANCAARAtXegSKB9f70e23vPdLemvaDBKO4q
BL0PMWIW6KDMTdu6uPrqH3k1CuegLnvN5M8TPFgoQETorVYgBb8TjV28
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUQyI2g7IrdH5EaguRE0C0ce4yU74wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIwMjAyMFoYDzIxMjYxMDI5
MjAyMDIwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARAtXegSKB9f70e23vPdLemvaDBKO4qBL0PMWIW6KDMTdu6uPrqH3k1
CuegLnvN5M8TPFgoQETorVYgBb8TjV28o28wbTAdBgNVHQ4EFgQUbDlLlkcfb8kp
1feymxMifsYnfAcwHwYDVR0jBBgwFoAUbDlLlkcfb8kp1feymxMifsYnfAcwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgRuQn98AFFYP9sQQLQeAXlh7VDReesq9ksTxMz53YCagCIQCX
eLWWw3GZdrsa6ptG4cI0391zesyfVeIOSbBywaes3A==
-----END CERTIFICATE-----
`,
};
