use proptest::prelude::*;
use rstest::rstest;

use super::{ShapeFault, measure};

#[rstest]
#[case("-", 20_000)]
#[case("+1", 20_000)]
#[case(".b", 20_000)]
#[case("~", 20_000)]
#[case("()", 20_000)]
#[case("lambda:", 20_000)]
#[case("lambda a,b:", 20_000)]
#[case("await ", 20_000)]
#[case("not ", 20_000)]
#[case("1 if 1 else ", 20_000)]
#[case("yield 1,", 20_000)]
#[case("[)", 20_000)]
#[case("{1:", 20_000)]
#[case("[", 20_000)]
#[case("f'{", 20_000)]
#[case("f'{x:{", 20_000)]
fn deep_texts_are_refused(#[case] unit: &str, #[case] times: usize) {
    assert!(measure(&unit.repeat(times)).fault.is_some(), "{unit}");
}

#[test]
fn deep_indentation_is_refused() {
    let text = (0..2_000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "if 1:\n");
    assert!(matches!(measure(&text).fault, Some(ShapeFault::Indents(_))));
}

#[rstest]
#[case("brackets in a string", "x = '(((((((((('\n".repeat(100))]
#[case("a long list", format!("x = [{}]", "-1.5 + a.b(c), ".repeat(20_000)))]
#[case("a long dictionary", format!("x = {{{}}}", "'a': -1,\n".repeat(20_000)))]
#[case("many lines", "a.b.c(d + -e) # ((((\n".repeat(20_000))]
#[case("a long text", format!("x = '''{}'''", "<a href=\"x\">{(</a>\n".repeat(20_000)))]
#[case("f-strings", "x = f\"{a['(']!r:>{width}} }} {{ \\N{DASH} {f'{b}'}\"\n".repeat(2_000))]
fn ordinary_texts_are_flat(#[case] name: &str, #[case] text: String) {
    let shape = measure(&text);
    assert_eq!(shape.fault, None, "{name}");
    assert!(shape.weight < 30, "{name}: {}", shape.weight);
}

#[test]
fn what_is_wrapped_around_a_closed_bracket_counts() {
    let chain = format!("{})", ".b".repeat(40));
    let text = format!("x = {}x{}", "(".repeat(24), chain.repeat(24));
    assert!(measure(&text).weight >= 24 * 40);
    let text = format!("x = [(({}), 1), 2].y", ".b".repeat(40));
    assert!((42..60).contains(&measure(&text).weight));
}

#[test]
fn fields_of_an_f_string_stand_side_by_side() {
    let shape = measure(&format!("x = f'{}'", "{a.b}".repeat(5_000)));
    assert_eq!((shape.fault, shape.weight < 10), (None, true));
}

#[test]
fn a_long_chain_in_an_f_string_is_a_chain() {
    let text = format!("x = f'{{a{}}}'", ".b".repeat(3_000));
    assert!(matches!(measure(&text).fault, Some(ShapeFault::Chain(_))));
}

#[test]
fn an_open_bracket_is_blamed_for_what_follows() {
    let text = format!("x = (\n{}", "def f(): return a.b + c\n".repeat(2_000));
    assert_eq!(measure(&text).fault, Some(ShapeFault::Unclosed(4)));
}

#[test]
fn integers_too_long_to_convert() {
    assert!(measure(&"1".repeat(4_300)).long_integers.is_empty());
    assert_eq!(measure(&"1".repeat(4_301)).long_integers.len(), 1);
    assert!(
        measure(&format!("0x{}", "1".repeat(5_000)))
            .long_integers
            .is_empty()
    );
}

proptest! {
    #[test]
    fn any_text_is_measured(text in any::<String>()) {
        measure(&text);
    }

    #[test]
    fn any_soup_is_measured(text in "[fr'\"{}():,\n\\\\ lambdx#\\[\\]]{0,200}") {
        measure(&text);
    }
}
