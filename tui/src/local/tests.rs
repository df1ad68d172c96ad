use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::*;

/// Answers one request with a health report of `instance`, and says where it listens.
fn answering(instance: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let body = format!("{{\"status\":\"healthy\",\"instance\":\"{instance}\"}}");
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let _ = stream.read(&mut request).unwrap();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
    });
    url
}

fn local(url: &str, instance: &str) -> (tempfile::TempDir, Local) {
    let folder = tempfile::tempdir().unwrap();
    let file = ServerFile {
        url: url.to_owned(),
        pid: 1,
        instance: instance.to_owned(),
    };
    fs::write(
        folder.path().join("server.json"),
        serde_json::to_vec(&file).unwrap(),
    )
    .unwrap();
    let local = Local::new(folder.path().to_owned());
    (folder, local)
}

#[test]
fn a_server_that_answers_as_written_is_running() {
    let (_folder, local) = local(&answering("one"), "one");
    assert_eq!(local.running().unwrap().instance, "one");
}

#[test]
fn another_program_on_the_port_is_not_the_server() {
    let (_folder, local) = local(&answering("other"), "one");
    assert_eq!(local.running(), None);
}

#[test]
fn a_file_left_by_a_killed_server_is_not_a_server() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (_folder, local) = local(&format!("http://{closed}"), "one");
    assert_eq!(local.running(), None);
    assert!(!local.stop().unwrap());
}

#[test]
fn the_tail_is_what_was_added_and_fit_for_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("server.log");
    fs::write(&log, "before\n").unwrap();
    let before = log_length(&log);
    fs::write(&log, "before\n\u{1b}[31mport 8700 is taken\n").unwrap();
    assert_eq!(tail(&log, before), "port 8700 is taken");
}
