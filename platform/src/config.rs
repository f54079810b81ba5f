//! What the operator decides before the server starts: `fluxstudio.toml`, then `FLUX_*` variables over it.
//!
//! With neither, everything works: `http://localhost:8080`, data in `./data`, mails kept for the admin to read.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use ipnet::IpNet;
use kernel::Secret;
use serde::{Deserialize, Serialize};
use url::Url;

/// The variables whose names start like ours but are meant for the build and the tests.
const NOT_OURS: &[&str] = &["FLUX_TEST_", "FLUX_BIN", "FLUX_CONFIG"];

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Anyone who reaches the studio. They see nothing until somebody invites them to a team.
    Open,
    /// Only with an invitation.
    Invite,
}

/// How lines of the log look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The whole configuration. Each field is a key of `fluxstudio.toml` and, in capitals after `FLUX_`, an environment variable;
/// nested ones are joined by two underscores (`FLUX_LIMITS__WRITES_PER_SECOND`).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address and port to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder for the database, blobs and secrets, unless those lie elsewhere.
    pub data_dir: PathBuf,
    /// How people reach the studio; in links and for the check of `Origin`.
    pub public_url: Option<Url>,
    /// `sqlite:path` or `postgres://…`; `{data_dir}/fluxstudio.db` if unset.
    pub database_url: Option<Secret<String>>,
    /// `s3://bucket?endpoint=…&region=…` or a folder; `{data_dir}/blobs` if unset.
    pub blob_url: Option<Secret<String>>,
    /// `nats://…`; in-process if unset. Needed as soon as there are two nodes.
    pub bus_url: Option<Secret<String>>,
    /// `smtp://` or `smtps://user:password@host:port`; if unset, mails are kept for the admin.
    pub smtp_url: Option<Secret<String>>,
    /// The sender of mails.
    pub mail_from: String,
    /// Proxies whose `X-Forwarded-For` is believed: addresses or networks, comma-separated in the environment.
    #[serde(deserialize_with = "list_of_networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// Who may make an account.
    pub registration: Registration,
    /// Largest file, in bytes.
    pub max_file_bytes: u64,
    /// Longest wait for open requests when stopping, in seconds.
    pub drain_seconds: u64,
    /// The log.
    pub log: LogConfig,
    /// Rate limits.
    pub limits: LimitConfig,
}

/// `[log]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// A `tracing` filter, as in `info,fluxstudio=debug`.
    pub filter: String,
    /// Text or JSON.
    pub format: LogFormat,
}

/// `[limits]`: how much one account, or one address without an account, may ask for. 0 turns a limit off.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitConfig {
    /// Requests that read, per second and account.
    pub reads_per_second: u32,
    /// Requests that change something, per second and account.
    pub writes_per_second: u32,
    /// Attempts to sign in or register, per minute and address.
    pub sign_ins_per_minute: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("data"),
            public_url: None,
            database_url: None,
            blob_url: None,
            bus_url: None,
            smtp_url: None,
            mail_from: "FluxStudio <studio@localhost>".to_owned(),
            trusted_proxies: Vec::new(),
            registration: Registration::Open,
            max_file_bytes: 100 * 1024 * 1024,
            drain_seconds: 20,
            log: LogConfig::default(),
            limits: LimitConfig::default(),
        }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { filter: "info,sqlx=warn,sea_orm=warn".to_owned(), format: LogFormat::Text }
    }
}

impl Default for LimitConfig {
    fn default() -> Self {
        Self { reads_per_second: 1_000, writes_per_second: 200, sign_ins_per_minute: 120 }
    }
}

/// A list in TOML, or `a, b` in a variable.
fn list_of_networks<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    let texts = match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(text) => text.split(',').map(str::to_owned).collect(),
        OneOrMany::Many(texts) => texts,
    };
    texts
        .iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .map(|text| {
            text.parse::<IpNet>()
                .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
                .map_err(|_| serde::de::Error::custom(format!("`{text}` is neither an address nor a network")))
        })
        .collect()
}

/// The configuration can't be used; the message names the key and where it came from.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads `file` (or `./fluxstudio.toml` if there is one), then the environment.
    ///
    /// # Errors
    /// When the file named does not exist, a key is unknown, or a value is not of its type.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        if let Some(file) = file
            && !file.is_file()
        {
            return Err(ConfigError(format!("{} does not exist", file.display())));
        }
        let file = file.unwrap_or_else(|| Path::new("fluxstudio.toml"));
        Self::from_figment(
            &Figment::from(Serialized::defaults(Self::default())).merge(Toml::file(file)).merge(environment()),
        )
    }

    fn from_figment(figment: &Figment) -> Result<Self, ConfigError> {
        figment.extract().map_err(|error| ConfigError(error.to_string()))
    }

    /// Where the database is.
    #[must_use]
    pub fn database_url(&self) -> Secret<String> {
        self.database_url
            .clone()
            .unwrap_or_else(|| Secret::new(format!("sqlite:{}", self.data_dir.join("fluxstudio.db").display())))
    }

    /// Where the secrets lie.
    #[must_use]
    pub fn secrets_dir(&self) -> PathBuf {
        self.data_dir.join("secrets")
    }

    /// How people reach the studio, given where it really listens.
    #[must_use]
    pub fn public_url(&self, listening: SocketAddr) -> Url {
        self.public_url.clone().unwrap_or_else(|| {
            let host = if listening.ip().is_loopback() || listening.ip().is_unspecified() {
                "localhost".to_owned()
            } else if listening.is_ipv6() {
                format!("[{}]", listening.ip())
            } else {
                listening.ip().to_string()
            };
            let fallback = || Url::parse("http://localhost").unwrap_or_else(|_| unreachable!("a constant URL"));
            Url::parse(&format!("http://{host}:{}", listening.port())).unwrap_or_else(|_| fallback())
        })
    }
}

fn environment() -> Env {
    Env::prefixed("FLUX_")
        .filter(|key| {
            let whole = format!("FLUX_{}", key.as_str().to_ascii_uppercase());
            !NOT_OURS.iter().any(|start| whole.starts_with(start))
        })
        .split("__")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_toml(text: &str) -> Result<Config, ConfigError> {
        Config::from_figment(&Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(text)))
    }

    #[test]
    fn defaults_are_enough() {
        let config = from_toml("").expect("defaults");
        assert_eq!(config.listen.port(), 8080);
        assert_eq!(config.database_url().expose(), "sqlite:data/fluxstudio.db");
        assert_eq!(config.public_url(config.listen).as_str(), "http://localhost:8080/");
    }

    #[test]
    fn unknown_keys_are_named() {
        let error = from_toml("listenn = '127.0.0.1:1'").expect_err("a typo");
        assert!(error.to_string().contains("listenn"), "{error}");
    }

    #[test]
    fn proxies_are_lists_or_comma_separated() {
        let config = from_toml("trusted_proxies = '10.0.0.0/8, ::1'").expect("comma-separated");
        assert_eq!(config.trusted_proxies.len(), 2);
        assert!(from_toml("trusted_proxies = ['proxy.local']").is_err());
    }

    #[test]
    fn secrets_are_not_shown() {
        let config = from_toml("smtp_url = 'smtp://me:hunter2@mail'").expect("smtp");
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
