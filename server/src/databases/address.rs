//! Where a `MongoDB` server is: every host and option of a connection string, without whose login it is used.

use std::fmt::Write as _;

use mongodb::options::{ConnectionString, HostInfo};

use super::Login;

/// Options that are, or lead to, somebody's credential: they never go from one login to another.
///
/// The names are those of the `MongoDB` URI options specification, in lower case.
const CREDENTIAL_OPTIONS: [&str; 10] = [
    "authmechanism",
    "authmechanismproperties",
    "authsource",
    "proxyhost",
    "proxypassword",
    "proxyport",
    "proxyusername",
    "tlscertificatekeyfile",
    "tlscertificatekeyfilepassword",
    "gssapiservicename",
];

/// Why a connection string cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the connection string cannot be used: {0}\nhint: it looks like mongodb://login:password@host:27017/?replicaSet=rs0"
)]
pub struct AddressError(String);

/// A server's hosts and options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `mongodb` or `mongodb+srv`.
    scheme: String,
    /// All hosts as written.
    hosts: String,
    /// Options that concern no login, as written.
    options: Vec<String>,
}

impl Address {
    /// Takes hosts and options out of a connection string.
    pub fn parse(uri: &str) -> Result<Self, AddressError> {
        // The driver's own reading, so that nothing is taken that it would not take.
        ConnectionString::parse(uri).map_err(|error| AddressError(error.kind.to_string()))?;
        let (scheme, rest) = uri
            .split_once("://")
            .ok_or_else(|| AddressError("it has no scheme".to_owned()))?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let hosts = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
        let query = rest.split_once('?').map_or("", |(_, query)| query);
        Ok(Self {
            scheme: scheme.to_owned(),
            hosts: hosts.to_owned(),
            options: query
                .split('&')
                .filter(|option| stays(option))
                .map(str::to_owned)
                .collect(),
        })
    }

    /// The server behind a Unix socket whose path ends in `.sock`.
    pub fn socket(path: &std::path::Path) -> Self {
        Self {
            scheme: "mongodb".to_owned(),
            hosts: escaped(&path.to_string_lossy()),
            options: Vec::new(),
        }
    }

    /// The connection string of a login, whose account is kept in `admin`. Refused unless the driver reads the same hosts
    /// and this login out of it.
    pub fn uri(&self, login: &Login) -> Result<String, AddressError> {
        let mut options = self.options.clone();
        options.push("authSource=admin".to_owned());
        let uri = format!(
            "{}://{}:{}@{}/{}?{}",
            self.scheme,
            escaped(&login.name),
            escaped(&login.password),
            self.hosts,
            escaped(&login.database),
            options.join("&")
        );
        let read = ConnectionString::parse(&uri).map_err(|error| AddressError(error.kind.to_string()))?;
        let credential = read.credential.unwrap_or_default();
        let same_login = credential.username.as_deref() == Some(&login.name)
            && credential.password.as_deref() == Some(&login.password);
        if same_login && read.host_info == self.host_info()? {
            Ok(uri)
        } else {
            Err(AddressError(
                "it does not lead to the tenant's own login".to_owned(),
            ))
        }
    }

    /// The connection string of nobody.
    pub(super) fn anonymous_uri(&self) -> String {
        format!("{}://{}/?{}", self.scheme, self.hosts, self.options.join("&"))
    }

    fn host_info(&self) -> Result<HostInfo, AddressError> {
        ConnectionString::parse(self.anonymous_uri())
            .map(|read| read.host_info)
            .map_err(|error| AddressError(error.kind.to_string()))
    }
}

fn stays(option: &str) -> bool {
    let name = option.split('=').next().unwrap_or_default().to_ascii_lowercase();
    !name.is_empty() && !CREDENTIAL_OPTIONS.contains(&name.as_str())
}

/// Everything but letters, digits and `-._~` as `%XX` (RFC 3986, 2.1).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _a_string_takes_everything = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn login() -> Login {
        Login {
            database: "user_1_default".to_owned(),
            name: "user_1_default".to_owned(),
            password: "a/b?c@d:e%".to_owned(),
        }
    }

    #[rstest]
    #[case(
        "mongodb://platform:secret@db:27017",
        "mongodb://user_1_default:a%2Fb%3Fc%40d%3Ae%25@db:27017/user_1_default?authSource=admin"
    )]
    #[case(
        "mongodb://platform:secret@a:1,b:2,c:3/fastapi_platform_db?replicaSet=rs0&authSource=platform&w=majority",
        "mongodb://user_1_default:a%2Fb%3Fc%40d%3Ae%25@a:1,b:2,c:3/user_1_default?replicaSet=rs0&w=majority&authSource=admin"
    )]
    #[case(
        "mongodb+srv://platform:secret@cluster.example.org/?tls=true&tlsCertificateKeyFile=%2Fplatform.pem",
        "mongodb+srv://user_1_default:a%2Fb%3Fc%40d%3Ae%25@cluster.example.org/user_1_default?tls=true&authSource=admin"
    )]
    #[case(
        "mongodb://platform:secret@%2Frun%2Fmongod.sock?authMechanism=SCRAM-SHA-1&AUTHSOURCE=x",
        "mongodb://user_1_default:a%2Fb%3Fc%40d%3Ae%25@%2Frun%2Fmongod.sock/user_1_default?authSource=admin"
    )]
    fn d01_all_hosts_and_options_stay_and_no_credential_does(#[case] platform: &str, #[case] expected: &str) {
        let uri = Address::parse(platform).unwrap().uri(&login()).unwrap();
        assert_eq!(uri, expected);
    }

    #[test]
    fn a_socket_is_an_address() {
        let uri = Address::socket(std::path::Path::new("/run/fp/mongod.sock"))
            .uri(&login())
            .unwrap();
        assert!(
            uri.contains("@%2Frun%2Ffp%2Fmongod.sock/user_1_default?"),
            "{uri}"
        );
    }

    #[rstest]
    #[case("")]
    #[case("db:27017")]
    #[case("http://db")]
    #[case("mongodb://")]
    #[case("mongodb://a b:99999999")]
    fn what_is_no_connection_string_is_refused(#[case] uri: &str) {
        assert!(Address::parse(uri).is_err());
    }

    proptest! {
        #[test]
        fn the_platforms_password_never_stays(password in "[a-zA-Z0-9]{12}", tenant in "[ -~]{1,40}") {
            let platform = format!("mongodb://platform:{password}@a:1,b:2/x?replicaSet=rs0");
            let login = Login { password: tenant, ..login() };
            let uri = Address::parse(&platform).unwrap().uri(&login).unwrap();
            prop_assume!(!login.password.contains(&password));
            prop_assert!(!uri.contains(&password) && !uri.contains("platform"));
        }
    }
}
