//! What a template is called and how it is described.

/// Most characters of a name.
const MAX_NAME: usize = 60;
/// Most characters of a description.
const MAX_DESCRIPTION: usize = 300;
/// Most tags.
const MAX_TAGS: usize = 12;
/// Most characters of a tag.
const MAX_TAG: usize = 40;

/// Why these words cannot be used, if they cannot.
pub(super) fn check(name: &str, description: &str, tags: &[String]) -> Result<(), String> {
    if !is_line(name, MAX_NAME) || name.trim() != name {
        return Err(format!(
            "a name has 1 to {MAX_NAME} characters, no control characters and no blanks around it"
        ));
    }
    let length = description.chars().count();
    if description.trim().is_empty() || length > MAX_DESCRIPTION {
        return Err(format!("a description has 1 to {MAX_DESCRIPTION} characters"));
    }
    if tags.len() > MAX_TAGS {
        return Err(format!("there are {} tags; {MAX_TAGS} are allowed", tags.len()));
    }
    match tags.iter().find(|tag| !is_line(tag, MAX_TAG)) {
        Some(tag) => Err(format!(
            "{tag:?} cannot be a tag: 1 to {MAX_TAG} characters, no control characters"
        )),
        None => Ok(()),
    }
}

fn is_line(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Hello", "Says hello.", &["api"], true)]
    #[case("", "Says hello.", &[], false)]
    #[case(" Hello", "Says hello.", &[], false)]
    #[case("He\nllo", "Says hello.", &[], false)]
    #[case("Hello", " ", &[], false)]
    #[case("Hello", "Says hello.", &[""], false)]
    fn words(#[case] name: &str, #[case] description: &str, #[case] tags: &[&str], #[case] good: bool) {
        let tags: Vec<_> = tags.iter().map(ToString::to_string).collect();
        assert_eq!(check(name, description, &tags).is_ok(), good);
    }

    #[test]
    fn d34_nothing_grows_without_limit() {
        let tags = vec!["tag".to_owned(); MAX_TAGS + 1];
        assert!(check("Hello", "Says hello.", &tags).is_err());
        assert!(check(&"x".repeat(MAX_NAME + 1), "Says hello.", &[]).is_err());
        assert!(check("Hello", &"x".repeat(MAX_DESCRIPTION + 1), &[]).is_err());
        assert!(check("Hello", "Says hello.", &["x".repeat(MAX_TAG + 1)]).is_err());
    }
}
