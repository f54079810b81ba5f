//! The secret of an invitation: 256 random bits, kept as a hash.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use kernel::{Rng, Secret};

use crate::store::invitations::TokenHash;

const BYTES: usize = 32;

/// A new secret and what is kept of it.
pub(crate) fn make(rng: &Rng) -> (Secret<String>, TokenHash) {
    let bytes = rng.bytes::<BYTES>();
    (Secret::new(BASE64_URL_SAFE_NO_PAD.encode(bytes)), hash(&bytes))
}

/// What is kept of the secret that somebody shows; `None` if it can't be one.
pub(crate) fn read(text: &str) -> Option<TokenHash> {
    let bytes: [u8; BYTES] = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    Some(hash(&bytes))
}

/// A plain hash is enough: nobody guesses 256 random bits.
fn hash(bytes: &[u8; BYTES]) -> TokenHash {
    *blake3::hash(bytes).as_bytes()
}

#[cfg(test)]
mod tests {
    use kernel::{Rng, SeededEntropy};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_made_is_read() {
        let (secret, hash) = make(&Rng::new(SeededEntropy::new(1)));
        assert_eq!(secret.expose().len(), 43);
        assert_eq!(read(secret.expose()), Some(hash));
        assert_eq!(read(&format!("{}=", secret.expose())), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,80}") {
            let _ = read(&text);
        }
    }
}
