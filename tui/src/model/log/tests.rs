use super::*;

fn record(sequence: u64, message: &str) -> LogFrame {
    LogFrame::Log(LogRecord {
        sequence,
        timestamp: None,
        message: message.to_owned(),
        stream: LogStream::Stdout,
        revision: None,
        reason: None,
        request: None,
    })
}

fn pane(count: u64) -> LogPane {
    let mut pane = LogPane::default();
    pane.take(
        (1..=count)
            .map(|number| record(number, &format!("line {number}")))
            .collect(),
    );
    pane
}

fn texts(pane: &LogPane, rows: usize) -> Vec<&str> {
    pane.window(rows)
        .into_iter()
        .map(|line| line.text.as_str())
        .collect()
}

#[test]
fn the_newest_lines_are_followed() {
    assert_eq!(texts(&pane(5), 2), ["line 4", "line 5"]);
}

#[test]
fn lines_sent_again_after_a_reconnection_are_not_shown_twice() {
    let mut pane = pane(3);
    pane.take(vec![
        record(2, "line 2"),
        record(3, "line 3"),
        record(4, "line 4"),
    ]);
    assert_eq!(texts(&pane, 9), ["line 1", "line 2", "line 3", "line 4"]);
}

#[test]
fn a_gap_is_shown_as_a_gap() {
    let mut pane = pane(1);
    pane.take(vec![record(5, "line 5")]);
    assert_eq!(
        texts(&pane, 9),
        ["line 1", "··· 3 lines are missing here ···", "line 5"]
    );
}

#[test]
fn a_gap_the_server_tells_of_is_not_counted_twice() {
    let mut pane = pane(1);
    pane.take(vec![
        LogFrame::Status {
            message: "slow".to_owned(),
            missed: Some(2),
        },
        record(4, "line 4"),
    ]);
    assert_eq!(
        texts(&pane, 9),
        ["line 1", "··· 2 lines are missing here ···", "line 4"]
    );
}

#[test]
fn scrolling_up_stays_with_the_lines_while_new_ones_come() {
    let mut pane = pane(5);
    pane.scroll(-2);
    assert!(!pane.following);
    assert_eq!(texts(&pane, 1), ["line 3"]);
    pane.take(vec![record(6, "line 6")]);
    assert_eq!(texts(&pane, 1), ["line 3"]);
    pane.scroll(3);
    assert!(pane.following);
    assert_eq!(texts(&pane, 1), ["line 6"]);
}

#[test]
fn the_filter_and_its_inverse() {
    let mut pane = pane(12);
    pane.filter = LineInput::new("LINE 1");
    assert_eq!(texts(&pane, 9), ["line 1", "line 10", "line 11", "line 12"]);
    pane.filter = LineInput::new("!1");
    assert_eq!(texts(&pane, 2), ["line 8", "line 9"]);
}

#[test]
fn requests_are_drawn_as_one_line() {
    let request = RequestRecord {
        method: "GET".to_owned(),
        path: "/hello\u{1b}[31m".to_owned(),
        query: Some("a=1".to_owned()),
        status: 200,
        duration_ms: 3.04,
        error: None,
    };
    assert_eq!(request_text(&request), "GET /hello?a=1 200 3 ms");
}

#[test]
fn control_characters_of_an_app_never_reach_a_line() {
    let mut pane = LogPane::default();
    pane.take(vec![record(1, "\u{1b}]0;owned\u{7}\u{1b}[2Jhello\r\u{8}")]);
    assert_eq!(texts(&pane, 1), ["hello··"]);
}
