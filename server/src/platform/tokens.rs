//! Session tokens: JSON Web Tokens signed with a key of this server. Only HS256 is accepted.
//!
//! A token only names its session; whether that still counts is in the record.

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, get_current_timestamp,
};
use serde::{Deserialize, Serialize};

use super::error::{Error, Result};
use super::keys::{Purpose, derive};
use crate::store::{SessionRecord, UserId};

const ISSUER: &str = "fp-server";
const AUDIENCE: &str = "fp-api";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// The account.
    sub: String,
    /// Seconds since 1970 when it was made.
    iat: u64,
    /// Seconds since 1970 when it ends.
    exp: u64,
    /// The session.
    jti: String,
    iss: String,
    aud: String,
}

/// What a token names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The account.
    pub(super) user_id: UserId,
    /// The session's identifier.
    pub(super) session: String,
}

/// The token of this session.
pub(super) fn mint(secret: &str, session: &SessionRecord) -> Result<String> {
    let claims = Claims {
        sub: session.user_id.0.clone(),
        iat: get_current_timestamp(),
        exp: seconds(session.expires_at.as_microseconds()),
        jti: session.id.clone(),
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
    };
    let key = EncodingKey::from_secret(&derive(secret, Purpose::Sessions));
    encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|error| Error::Internal(format!("the token could not be signed: {error}")))
}

/// What a token that this server signed, and whose time is not over, names.
pub(super) fn verify(secret: &str, token: &str) -> Result<Named> {
    decoded(secret, token, true).ok_or(Error::Unauthenticated)
}

/// What a token that this server signed named once, though its time may be over: whoever sends it has had the session.
pub(super) fn recognise(secret: &str, token: &str) -> Option<Named> {
    decoded(secret, token, false)
}

fn decoded(secret: &str, token: &str, in_time: bool) -> Option<Named> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = 0;
    validation.validate_nbf = true;
    validation.validate_exp = in_time;
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let key = DecodingKey::from_secret(&derive(secret, Purpose::Sessions));
    let claims = decode::<Claims>(token, &key, &validation).ok()?;
    Some(Named {
        user_id: UserId(claims.claims.sub),
        session: claims.claims.jti,
    })
}

fn seconds(microseconds: i64) -> u64 {
    u64::try_from(microseconds / 1_000_000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fp_contract::Timestamp;
    use serde_json::{Value, json};

    fn session(ends_in_seconds: i64) -> SessionRecord {
        let now = Timestamp::now();
        SessionRecord {
            id: "session".to_owned(),
            user_id: UserId("ada".to_owned()),
            created_at: now,
            last_used_at: now,
            expires_at: Timestamp::from_microseconds(now.as_microseconds() + ends_in_seconds * 1_000_000),
            client: None,
            address: None,
            operator: None,
        }
    }

    fn signed(algorithm: Algorithm, claims: &Value) -> String {
        let key = EncodingKey::from_secret(&derive("secret", Purpose::Sessions));
        encode(&Header::new(algorithm), claims, &key).unwrap()
    }

    fn claims() -> Value {
        let now = get_current_timestamp();
        json!({"sub": "ada", "jti": "session", "iat": now, "exp": now + 60, "iss": ISSUER, "aud": AUDIENCE})
    }

    #[test]
    fn a_token_names_its_session() {
        let token = mint("secret", &session(60)).unwrap();
        let named = verify("secret", &token).unwrap();
        assert_eq!(
            (named.user_id.0.as_str(), named.session.as_str()),
            ("ada", "session")
        );
        assert!(verify("secret", &signed(Algorithm::HS256, &claims())).is_ok());
    }

    #[test]
    fn another_secret_or_an_ended_token_is_refused() {
        assert!(verify("another", &mint("secret", &session(60)).unwrap()).is_err());
        let ended = mint("secret", &session(-1)).unwrap();
        assert!(verify("secret", &ended).is_err());
        assert!(recognise("secret", &ended).is_some() && recognise("another", &ended).is_none());
    }

    #[test]
    fn a_token_for_something_else_or_not_yet_valid_is_refused() {
        for (claim, value) in [
            ("aud", json!("another-api")),
            ("iss", json!("another-server")),
            ("nbf", json!(get_current_timestamp() + 60)),
            ("exp", Value::Null),
        ] {
            let mut claims = claims();
            claims[claim] = value;
            assert!(
                verify("secret", &signed(Algorithm::HS256, &claims)).is_err(),
                "{claim}"
            );
        }
    }

    #[test]
    fn another_algorithm_or_none_is_refused() {
        let token = signed(Algorithm::HS512, &claims());
        assert!(verify("secret", &token).is_err());
        let unsigned = format!(
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.",
            token.split('.').nth(1).unwrap()
        );
        assert!(verify("secret", &unsigned).is_err());
    }
}
