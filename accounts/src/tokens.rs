//! Access and refresh tokens.
//!
//! *Access*: a JWT (RFC 7519), HS512 under the newest key of the ring, 15 minutes, naming the account (`sub`) and the session
//! (`sid`). *Refresh*: 32 bytes, base64url; the database holds its BLAKE3 hash. The successor of a refresh token is a keyed hash of
//! the token itself, of a random nonce that is stored when it is replaced, and of the server's pepper: so two tabs that race with
//! the same token get the same successor, although no token is stored anywhere in clear.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use kernel::{Clock, Code, Identity, Problem, Rng, Secret, SessionId, UserId};
use platform::secrets::Secrets;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// How long an access token is good.
pub const ACCESS_TOKEN_LIFETIME: Duration = Duration::from_secs(15 * 60);
/// How long a session lasts without being used.
pub const SESSION_SLIDING_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long a session lasts at most.
pub const SESSION_ABSOLUTE_LIFETIME: Duration = Duration::from_secs(90 * 24 * 3600);
/// How long a replaced refresh token still gives the same successor: another tab was a moment late.
pub const REFRESH_GRACE: Duration = Duration::from_secs(10);

/// Bytes of a refresh token.
const REFRESH_BYTES: usize = 32;

/// What an access token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) sub: UserId,
    pub(crate) sid: SessionId,
    /// Seconds since the epoch.
    pub(crate) iat: i64,
    /// Seconds since the epoch.
    pub(crate) exp: i64,
}

/// Makes and checks tokens.
#[derive(Clone)]
pub(crate) struct Tokens {
    secrets: Secrets,
    clock: Clock,
    rng: Rng,
}

impl Tokens {
    pub(crate) fn new(secrets: &Secrets, clock: &Clock, rng: &Rng) -> Self {
        Self { secrets: secrets.clone(), clock: clock.clone(), rng: rng.clone() }
    }

    /// An access token for this device.
    pub(crate) fn generate_access_token(&self, identity: Identity) -> Result<String, crate::Error> {
        let now = self.clock.now();
        let claims = Claims {
            sub: identity.user,
            sid: identity.session,
            iat: now.as_seconds(),
            exp: now.plus(ACCESS_TOKEN_LIFETIME).as_seconds(),
        };
        let key = self.secrets.signing_key();
        let header = Header { kid: Some(key.kid), ..Header::new(Algorithm::HS512) };
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key.key.expose()))
            .map_err(|error| crate::Error::Internal(format!("signing a token: {error}")))
    }

    /// What an access token says, if it is ours and has not expired. Revocation is asked elsewhere.
    pub(crate) fn verify_access_token(&self, token: &str) -> Result<Claims, Problem> {
        let forged = |why: &dyn std::fmt::Display| Problem::unauthenticated().because(why);
        let header = jsonwebtoken::decode_header(token).map_err(|error| forged(&error))?;
        let kid = header.kid.ok_or_else(|| forged(&"no kid"))?;
        let key = self.secrets.verifying_key(&kid).ok_or_else(|| forged(&"unknown kid"))?;
        let mut validation = Validation::new(Algorithm::HS512);
        // Held against our own clock below.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let decoded = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(key.key.expose()), &validation)
            .map_err(|error| match error.kind() {
            ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => forged(&"forged"),
            _ => forged(&error),
        })?;
        if self.clock.now().as_seconds() >= decoded.claims.exp {
            return Err(Problem::bare(Code::TokenExpired));
        }
        Ok(decoded.claims)
    }

    /// A new refresh token: 256 random bits.
    pub(crate) fn generate_refresh_token(&self) -> RefreshToken {
        RefreshToken(Secret::new(self.rng.bytes::<REFRESH_BYTES>().to_vec()))
    }

    /// Randomness for one successor.
    pub(crate) fn successor_nonce(&self) -> [u8; 16] {
        self.rng.bytes()
    }

    /// The one token that follows `token`, given the nonce that was stored when it was replaced.
    pub(crate) fn successor(&self, token: &RefreshToken, nonce: &[u8]) -> Result<RefreshToken, crate::Error> {
        let pepper = self.secrets.pepper();
        let mut mac = Hmac::<Sha256>::new_from_slice(pepper.expose())
            .map_err(|error| crate::Error::Internal(error.to_string()))?;
        mac.update(b"fluxstudio refresh successor v1\0");
        mac.update(nonce);
        mac.update(token.0.expose());
        Ok(RefreshToken(Secret::new(mac.finalize().into_bytes().to_vec())))
    }

    /// What the link for the first account carries: the same as long as the pepper is, so that it needs no storing.
    pub(crate) fn setup_token(&self) -> Secret<String> {
        let pepper = self.secrets.pepper();
        let digest = blake3::derive_key("fluxstudio 2026 setup token", pepper.expose());
        Secret::new(URL_SAFE_NO_PAD.encode(&digest[..18]))
    }
}

/// A refresh token in clear: in memory for one request, on its way to or from its owner.
#[derive(Clone, Debug)]
pub(crate) struct RefreshToken(Secret<Vec<u8>>);

impl RefreshToken {
    /// Reads what a client sent.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == REFRESH_BYTES)?;
        Some(Self(Secret::new(bytes)))
    }

    /// As it is sent.
    pub(crate) fn reveal(&self) -> Secret<String> {
        Secret::new(URL_SAFE_NO_PAD.encode(self.0.expose()))
    }

    /// As it is stored. No salt: the token is random already.
    pub(crate) fn hash(&self) -> Vec<u8> {
        blake3::hash(self.0.expose()).as_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use kernel::{ManualClock, SeededEntropy, Timestamp};

    use super::*;

    fn tokens() -> (Tokens, ManualClock, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let hand = ManualClock::at(Timestamp::from_millis(1_700_000_000_000));
        let (clock, rng) = (Clock::new(hand.clone()), Rng::new(SeededEntropy::new(3)));
        let secrets = Secrets::open(folder.path(), &clock, &rng).expect("secrets");
        (Tokens::new(&secrets, &clock, &rng), hand, folder)
    }

    fn identity(tokens: &Tokens) -> Identity {
        Identity {
            user: UserId::generate(&tokens.clock, &tokens.rng),
            session: SessionId::generate(&tokens.clock, &tokens.rng),
        }
    }

    #[test]
    fn an_access_token_lives_for_fifteen_minutes() {
        let (tokens, hand, _folder) = tokens();
        let identity = identity(&tokens);
        let token = tokens.generate_access_token(identity).expect("a token");
        hand.advance(Duration::from_secs(15 * 60 - 1));
        let claims = tokens.verify_access_token(&token).expect("still good");
        assert_eq!((claims.sub, claims.sid), (identity.user, identity.session));
        hand.advance(Duration::from_secs(1));
        assert_eq!(tokens.verify_access_token(&token).expect_err("expired").code(), Code::TokenExpired);
    }

    #[test]
    fn forged_tokens_are_refused() {
        let (tokens, _hand, _folder) = tokens();
        let token = tokens.generate_access_token(identity(&tokens)).expect("a token");
        let mut parts: Vec<&str> = token.split('.').collect();
        // `{"alg":"none"}`, the payload changed, the signature cut, another key, another algorithm.
        let none = URL_SAFE_NO_PAD.encode(br#"{"alg":"none","typ":"JWT"}"#);
        let payload = URL_SAFE_NO_PAD.encode(br#"{"sub":"00000000-0000-0000-0000-000000000000","sid":"00000000-0000-0000-0000-000000000000","iat":0,"exp":99999999999}"#);
        let mut forgeries = vec![
            format!("{none}.{}.", parts[1]),
            format!("{}.{payload}.{}", parts[0], parts[2]),
            String::new(),
            "a.b.c".into(),
        ];
        parts[2] = "";
        forgeries.push(parts.join("."));
        let header = Header { kid: Some(tokens.secrets.signing_key().kid), ..Header::new(Algorithm::HS256) };
        let claims = Claims {
            sub: UserId::from_uuid(uuid::Uuid::nil()),
            sid: SessionId::from_uuid(uuid::Uuid::nil()),
            iat: 0,
            exp: i64::MAX,
        };
        let other_key = EncodingKey::from_secret(b"guessed");
        forgeries.push(jsonwebtoken::encode(&header, &claims, &other_key).expect("a token"));
        let own_key = EncodingKey::from_secret(tokens.secrets.signing_key().key.expose());
        forgeries.push(jsonwebtoken::encode(&header, &claims, &own_key).expect("a token"));
        for forgery in forgeries {
            let problem = tokens.verify_access_token(&forgery).expect_err(&forgery);
            assert_eq!(problem.code(), Code::Unauthenticated, "{forgery}");
        }
    }

    #[test]
    fn a_successor_depends_on_token_and_nonce() {
        let (tokens, _hand, _folder) = tokens();
        let (one, other) = (tokens.generate_refresh_token(), tokens.generate_refresh_token());
        let next = |token: &RefreshToken, nonce: &[u8]| tokens.successor(token, nonce).expect("a successor").hash();
        assert_eq!(next(&one, b"n"), next(&one, b"n"));
        assert_ne!(next(&one, b"n"), next(&one, b"m"));
        assert_ne!(next(&one, b"n"), next(&other, b"n"));
        let text = one.reveal();
        assert_eq!(RefreshToken::parse(text.expose()).expect("parses").hash(), one.hash());
        assert!(RefreshToken::parse("short").is_none());
    }
}
