//! Answers may hold secrets (the token of an invitation), so that they are kept sealed.

use kernel::{Problem, Rng, Secret};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Seals and opens kept answers, with a key that only this purpose has.
pub(crate) struct Seal {
    key: Secret<[u8; 32]>,
    rng: Rng,
}

impl Seal {
    pub(crate) fn new(secret: &[u8], rng: Rng) -> Self {
        let key = blake3::derive_key("fluxstudio 2026-11 gate: kept answers of idempotent requests", secret);
        Self { key: Secret::new(key), rng }
    }

    fn cipher(&self) -> Result<LessSafeKey, Problem> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, self.key.expose()).map_err(Problem::internal)?;
        Ok(LessSafeKey::new(key))
    }

    /// Seals `plain`; it opens only under the same `name`. A few answers a second, for a day: random nonces of 96 bits
    /// stay far from meeting.
    pub(crate) fn seal(&self, name: &str, mut plain: Vec<u8>) -> Result<Vec<u8>, Problem> {
        let nonce: [u8; NONCE_LEN] = self.rng.bytes();
        let sealing = Nonce::assume_unique_for_key(nonce);
        self.cipher()?.seal_in_place_append_tag(sealing, Aad::from(name), &mut plain).map_err(Problem::internal)?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut plain);
        Ok(sealed)
    }

    /// Opens what [`seal`](Self::seal) sealed; `None` when it was not that.
    pub(crate) fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut rest = rest.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = self.cipher().ok()?.open_in_place(nonce, Aad::from(name), &mut rest).ok()?;
        Some(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use kernel::SeededEntropy;

    use super::*;

    #[test]
    fn opens_only_what_it_sealed_and_only_there() -> Result<(), Box<dyn std::error::Error>> {
        let seal = |secret: u8| Seal::new(&[secret; 32], Rng::new(SeededEntropy::new(1)));
        let sealed = seal(1).seal("user/key", b"token".to_vec()).map_err(|problem| format!("{problem:?}"))?;
        assert!(!sealed.windows(5).any(|window| window == b"token"));
        assert_eq!(seal(1).open("user/key", &sealed).as_deref(), Some(&b"token"[..]));
        assert_eq!(seal(1).open("user/other", &sealed), None);
        assert_eq!(seal(2).open("user/key", &sealed), None);
        assert_eq!(seal(1).open("user/key", &sealed[..5]), None);
        Ok(())
    }
}
