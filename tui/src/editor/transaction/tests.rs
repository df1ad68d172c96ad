//! Transactions over arbitrary texts: apply, invert, compose.

use proptest::prelude::*;

use super::*;

const TEXT: &str = "[a-c\\r\\n\té世👩]{0,40}";

/// Changes anywhere, some overlapping, some past the end.
fn changes() -> impl Strategy<Value = Transaction> {
    let change = (0_usize..45, 0_usize..6, "[xy\\r\\né]{0,4}")
        .prop_map(|(start, length, text)| Change::replace(start..start + length, text));
    prop::collection::vec(change, 0..5).prop_map(Transaction::new)
}

/// The same, kept within `length` characters, as the editor makes them.
fn within_text(transaction: &Transaction, length: usize) -> Transaction {
    let clamp = |change: &Change| Change::replace(within(change.range.clone(), length), change.text.clone());
    Transaction::new(transaction.changes().iter().map(clamp).collect())
}

proptest! {
    #[test]
    fn inverting_takes_a_transaction_back(text in TEXT, transaction in changes()) {
        let before = Rope::from_str(&text);
        let transaction = within_text(&transaction, before.len_chars());
        let mut rope = before.clone();
        let inverse = transaction.invert(&before);
        transaction.apply(&mut rope);
        let after = rope.clone();
        inverse.apply(&mut rope);
        prop_assert_eq!(&rope, &before);
        inverse.invert(&after).apply(&mut rope);
        prop_assert_eq!(&rope, &after);
    }

    #[test]
    fn a_composed_transaction_does_what_both_do(text in TEXT, first in changes(), second in changes()) {
        let mut rope = Rope::from_str(&text);
        let mut composed_rope = rope.clone();
        let first = within_text(&first, rope.len_chars());
        first.apply(&mut rope);
        let second = within_text(&second, rope.len_chars());
        second.apply(&mut rope);
        first.compose(second).apply(&mut composed_rope);
        prop_assert_eq!(composed_rope, rope);
    }

    /// The lines outside the reported ones are the same lines, moved.
    #[test]
    fn line_edits_name_every_line_that_changed(text in TEXT, transaction in changes()) {
        let mut rope = Rope::from_str(&text);
        let mut lines: Vec<Option<String>> = rope.lines().map(|line| Some(line.to_string())).collect();
        for edit in transaction.apply(&mut rope) {
            lines.splice(edit.first..=edit.last_before, vec![None; edit.last_after - edit.first + 1]);
        }
        prop_assert_eq!(lines.len(), rope.len_lines());
        for (kept, line) in lines.iter().zip(rope.lines()) {
            prop_assert!(kept.as_ref().is_none_or(|kept| line == kept.as_str()), "{:?} {:?}", kept, line);
        }
    }

    #[test]
    fn offsets_stay_within_the_text_and_in_order(text in TEXT, transaction in changes()) {
        let mut rope = Rope::from_str(&text);
        let transaction = within_text(&transaction, rope.len_chars());
        let before = rope.len_chars();
        transaction.apply(&mut rope);
        for bias in [Bias::Before, Bias::After] {
            let mapped: Vec<_> = (0..=before).map(|offset| transaction.map_offset(offset, bias)).collect();
            prop_assert!(mapped.is_sorted());
            prop_assert!(mapped.iter().all(|offset| *offset <= rope.len_chars()));
        }
    }
}

#[test]
fn an_offset_where_text_comes_in_follows_its_bias() {
    let transaction = Transaction::single(Change::insert(2, "abc"));
    assert_eq!(transaction.map_offset(2, Bias::Before), 2);
    assert_eq!(transaction.map_offset(2, Bias::After), 5);
    assert_eq!(transaction.map_offset(1, Bias::After), 1);
}
