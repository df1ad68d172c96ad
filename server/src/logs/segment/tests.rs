use super::*;
use fp_contract::log::LogStream;

fn records(sequences: std::ops::Range<u64>, text: &str) -> Vec<Arc<LogRecord>> {
    sequences
        .map(|sequence| {
            Arc::new(LogRecord {
                sequence,
                timestamp: None,
                message: text.to_owned(),
                stream: LogStream::Stdout,
                revision: None,
                reason: None,
                request: None,
            })
        })
        .collect()
}

fn sequences(records: &[Arc<LogRecord>]) -> Vec<u64> {
    records.iter().map(|record| record.sequence).collect()
}

#[test]
fn what_is_appended_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    append(folder.path(), &records(1..6, "a\n\u{1b}b")).unwrap();
    append(folder.path(), &records(6..9, "c")).unwrap();
    let read = read(folder.path(), 4, 8, usize::MAX).unwrap();
    assert_eq!(sequences(&read), [4, 5, 6, 7]);
    assert_eq!(read[0].message, "a\n\u{1b}b");
}

#[test]
fn a_torn_last_line_is_dropped_and_numbering_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    append(folder.path(), &records(1..4, "whole")).unwrap();
    let path = list(folder.path()).unwrap()[0].path.clone();
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(br#"{"sequence":4,"timest"#).unwrap();

    assert_eq!(recover(folder.path()).unwrap(), 4);
    append(folder.path(), &records(4..5, "new")).unwrap();
    assert_eq!(
        sequences(&read(folder.path(), 1, 99, usize::MAX).unwrap()),
        [1, 2, 3, 4]
    );
}

#[test]
fn a_segment_with_nothing_whole_in_it_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    append(folder.path(), &records(1..4, "whole")).unwrap();
    fs::write(folder.path().join("00000000000000000004.jsonl"), b"{\"seq").unwrap();
    assert_eq!(recover(folder.path()).unwrap(), 4);
    assert_eq!(list(folder.path()).unwrap().len(), 1);
}

#[test]
fn an_empty_or_missing_folder_begins_at_one() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(recover(folder.path()).unwrap(), 1);
    assert_eq!(recover(&folder.path().join("none")).unwrap(), 1);
}

#[test]
fn only_the_newest_segments_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let big = "x".repeat(1024 * 1024);
    for sequence in 1..50 {
        append(folder.path(), &records(sequence..sequence + 1, &big)).unwrap();
    }
    let segments = list(folder.path()).unwrap();
    assert_eq!(segments.len(), SEGMENTS_KEPT);
    let read = read(folder.path(), 1, u64::MAX, usize::MAX).unwrap();
    assert_eq!(read.first().unwrap().sequence, segments[0].first);
    assert_eq!(read.last().unwrap().sequence, 49);
}
