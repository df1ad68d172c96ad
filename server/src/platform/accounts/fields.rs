//! What a sign-up must look like.

use fp_contract::user::SignUp;

use super::OWNER;
use crate::platform::error::{Error, Result};

/// Most characters of an address (RFC 5321, 4.5.3.1.3).
const MAX_EMAIL: usize = 254;

/// Refuses the first field that is not acceptable.
pub(super) fn check(request: &SignUp) -> Result<()> {
    require(
        is_username(&request.username),
        "username",
        "must be 3 to 64 letters, digits, dashes or underscores",
    )?;
    require(
        !request.username.eq_ignore_ascii_case(OWNER),
        "username",
        "belongs to the owner of a local server",
    )?;
    require(
        is_email(&request.email),
        "email",
        "value is not a valid email address",
    )?;
    require(
        (8..=256).contains(&request.password.chars().count()),
        "password",
        "must be 8 to 256 characters",
    )
}

fn require(holds: bool, field: &'static str, message: &str) -> Result<()> {
    if holds {
        return Ok(());
    }
    Err(Error::Field {
        field,
        message: message.to_owned(),
    })
}

fn is_username(text: &str) -> bool {
    (3..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// The shape only: whether an address exists is known when it is written to.
fn is_email(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
            && part.chars().all(|character| {
                !character.is_whitespace() && !character.is_control() && !"@,;:<>()[]\\\"".contains(character)
            })
    };
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    text.len() <= MAX_EMAIL && local.len() <= 64 && plain(local) && plain(domain) && domain.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("ada@example.org", true)]
    #[case("ada.l+fp@mail.example.org", true)]
    #[case("ada@exämple.org", true)]
    #[case("ada", false)]
    #[case("ada@localhost", false)]
    #[case("ada@@example.org", false)]
    #[case("ada@example..org", false)]
    #[case("ada @example.org", false)]
    #[case("@example.org", false)]
    #[case("ada@example.org\n", false)]
    fn addresses(#[case] text: &str, #[case] holds: bool) {
        assert_eq!(is_email(text), holds, "{text:?}");
    }

    #[rstest]
    #[case("ada", true)]
    #[case("Ada_L-1", true)]
    #[case("ad", false)]
    #[case("ada l", false)]
    #[case("adä", false)]
    fn names(#[case] text: &str, #[case] holds: bool) {
        assert_eq!(is_username(text), holds, "{text:?}");
    }
}
