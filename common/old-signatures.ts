/** OpenSSL's `ciphers` of whoever shows, or takes, certificates signed with SHA-1, as those of 2BIS and 2TER are. */
export const OLD_SIGNATURES = 'DEFAULT@SECLEVEL=0';
