use proptest::prelude::*;
use rstest::rstest;

use super::*;

#[rstest]
#[case("A=1", "1")]
#[case("  export A = 1  ", "1")]
#[case("export\tA=1", "1")]
#[case("A=", "")]
#[case("A= # nothing", "")]
#[case("A=a#b # comment", "a#b")]
#[case("A=a b\tc", "a b\tc")]
#[case("A='# $X \\n' # comment", "# $X \\n")]
#[case("A=\"two\\nlines \\\"x\\\" \\$Y \\q\"", "two\nlines \"x\" $Y \\q")]
#[case("A='one\ntwo'", "one\ntwo")]
#[case(
    "A=\"-----BEGIN KEY-----\nabc\n-----END KEY-----\"\n",
    "-----BEGIN KEY-----\nabc\n-----END KEY-----"
)]
#[case("\u{feff}A=1\r\n", "1")]
#[case("A=x=y", "x=y")]
#[case("A=${B}", "${B}")]
#[case("A=it's", "it's")]
#[case("A=1\nA=2", "2")]
fn one_variable(#[case] text: &str, #[case] value: &str) {
    let expected = BTreeMap::from([("A".to_owned(), value.to_owned())]);
    assert_eq!(parse(text).unwrap(), expected);
}

#[test]
fn blank_lines_and_comments_count_for_nothing() {
    let parsed = parse("# first\n\n  # second\nA=1\r\n\r\nexported=2\n").unwrap();
    let expected = [("A", "1"), ("exported", "2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(parsed, BTreeMap::from(expected));
}

#[rstest]
#[case("A=1\nno equals sign", "line 2: there is no = after the name")]
#[case("=1", "line 1: there is no name before the =")]
#[case("A=1\n\nB='open\nstill", "line 3: the quote is never closed")]
#[case("A=\"open\\", "line 1: the quote is never closed")]
#[case("A='a\nb' c", "line 2: something follows the closing quote")]
fn what_cannot_be_read_is_refused_with_its_line(#[case] text: &str, #[case] reason: &str) {
    assert_eq!(parse(text).unwrap_err().to_string(), reason);
}

fn double_quoted(value: &str) -> String {
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

proptest! {
    #[test]
    fn what_is_written_in_quotes_is_read_again(
        variables in proptest::collection::btree_map("[A-Za-z_][A-Za-z0-9_]{0,8}", any::<String>(), 0..8),
        export in any::<bool>(),
    ) {
        let prefix = if export { "export " } else { "" };
        let lines: Vec<String> = variables
            .iter()
            .map(|(name, value)| format!("# {name}\n{prefix}{name}={} # end", double_quoted(value)))
            .collect();
        let text = lines.join("\n");
        prop_assert_eq!(parse(&text).unwrap(), variables);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _either = parse(&text);
    }

    #[test]
    fn any_text_of_its_own_signs_is_read_or_refused(text in "[A=#'\"\\\\ \\n\\r\\texport]{0,40}") {
        let _either = parse(&text);
    }
}
