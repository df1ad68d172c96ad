//! What a sign-up must look like.

use fp_contract::user::SignUp;

use super::OWNER;
use crate::platform::error::{Error, Result};
use crate::platform::passwords;

/// Most characters of an address (RFC 5321, 4.5.3.1.3).
const MAX_EMAIL: usize = 254;

/// Fewest and most characters of a password (OWASP ASVS 5.0, 6.2.1 and 6.2.9); any characters will do (6.2.5).
const PASSWORD: std::ops::RangeInclusive<usize> = 8..=256;

/// Refuses the first field that is not acceptable.
pub(in crate::platform) fn check_sign_up(request: &SignUp) -> Result<()> {
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
    check_email(&request.email)?;
    check_password("password", &request.password, &request.username, &request.email)
}

/// Refuses an address that cannot be one.
pub(super) fn check_email(email: &str) -> Result<()> {
    require(is_email(email), "email", "value is not a valid email address")
}

/// Refuses a password that would be guessed first. `field` is where it is in the request.
pub(super) fn check_password(field: &'static str, password: &str, username: &str, email: &str) -> Result<()> {
    require(
        PASSWORD.contains(&password.chars().count()),
        field,
        "must be 8 to 256 characters",
    )?;
    require(
        !passwords::is_common(password),
        field,
        "is one of the 3,000 most common passwords",
    )?;
    let name_of_address = email.split_once('@').map_or("", |(name, _)| name);
    let password = password.to_lowercase();
    let own = [username, email, name_of_address];
    require(
        !own.iter().any(|own| own.to_lowercase() == password),
        field,
        "must not be the username or the address",
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
    #[case("correct horse", true)]
    #[case("12 chars, ünicode", true)]
    #[case("        ", true)]
    #[case("sevense", false)]
    #[case("Password", false)]
    #[case("iloveyou", false)]
    #[case("ADA_LOVELACE", false)]
    #[case("countess@example.org", false)]
    #[case("countess", false)]
    fn passwords(#[case] text: &str, #[case] holds: bool) {
        let checked = check_password("password", text, "ada_lovelace", "countess@example.org");
        assert_eq!(checked.is_ok(), holds, "{text:?}");
    }

    #[test]
    fn long_passwords_are_taken_whole() {
        let check = |length: usize| check_password("password", &"é".repeat(length), "ada", "a@example.org");
        assert!(check(64).is_ok() && check(256).is_ok() && check(257).is_err());
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
