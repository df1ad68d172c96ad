//! What slows whom.

use super::*;

const STRANGER: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)));
const HOME: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 1)));

async fn wait(throttle: &Throttle, attempt: &Attempt) -> Option<Duration> {
    let before = Instant::now();
    throttle.admit(attempt).await.ok()?;
    Some(before.elapsed())
}

fn at(throttle: &Throttle, name: &str, address: Option<IpAddr>) -> Attempt {
    throttle.attempt(name, address, None, false)
}

fn fail(throttle: &Throttle, attempt: &Attempt, times: usize) {
    for _ in 0..times {
        throttle.failed(attempt);
    }
}

#[tokio::test(start_paused = true)]
async fn a_guesser_waits_longer_each_time_and_then_is_refused() {
    let throttle = Throttle::default();
    let guess = at(&throttle, "Ada", STRANGER);
    fail(&throttle, &guess, 4);
    assert_eq!(wait(&throttle, &guess).await, Some(Duration::ZERO));
    fail(&throttle, &guess, 1);
    assert!(wait(&throttle, &guess).await >= Some(PAIR.first));
    fail(&throttle, &guess, 100);
    assert!(wait(&throttle, &guess).await >= Some(LONGEST));
    let at_once = tokio::join!(wait(&throttle, &guess), wait(&throttle, &guess));
    assert!(
        at_once.0.is_some() && at_once.1.is_none(),
        "guesses at once do not help"
    );
}

#[tokio::test(start_paused = true)]
async fn a_stranger_slows_no_address_the_account_is_known_from() {
    let throttle = Throttle::default();
    throttle.succeeded(at(&throttle, "ada", HOME));
    for last in 1..200 {
        let address = Some(IpAddr::from([192, 0, 2, last]));
        fail(&throttle, &at(&throttle, "ada", address), 20);
    }
    assert_eq!(
        wait(&throttle, &at(&throttle, "ADA", HOME)).await,
        Some(Duration::ZERO)
    );
    let recorded = throttle.attempt("ada", Some(IpAddr::from([203, 0, 113, 9])), None, true);
    assert_eq!(wait(&throttle, &recorded).await, Some(Duration::ZERO));
    let elsewhere = at(&throttle, "ada", Some(IpAddr::from([203, 0, 113, 1])));
    let waited = wait(&throttle, &elsewhere).await;
    assert!(
        waited > Some(Duration::ZERO) && waited <= Some(LONGEST + Duration::from_millis(5)),
        "slowed, not refused: {waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_stranger_at_the_same_address_slows_no_device_that_proved_itself() {
    let throttle = Throttle::default();
    fail(&throttle, &at(&throttle, "ada", HOME), 1000);
    let device = throttle.attempt("ada", HOME, Some("session".to_owned()), false);
    assert_eq!(wait(&throttle, &device).await, Some(Duration::ZERO));
    fail(&throttle, &device, 5);
    assert!(
        wait(&throttle, &device).await >= Some(PAIR.first),
        "it is slowed by its own failures"
    );
}

#[tokio::test(start_paused = true)]
async fn trying_many_names_from_one_place_is_slowed_even_between_successes() {
    let throttle = Throttle::default();
    for number in 0..40 {
        fail(&throttle, &at(&throttle, &format!("user{number}"), STRANGER), 1);
        throttle.succeeded(at(&throttle, "own", STRANGER));
    }
    assert!(wait(&throttle, &at(&throttle, "ada", STRANGER)).await > Some(Duration::ZERO));
    assert_eq!(
        wait(&throttle, &at(&throttle, "ada", HOME)).await,
        Some(Duration::ZERO)
    );
}

#[test]
fn a_network_of_ipv6_is_one_place() {
    let of = |text: &str| network(Some(text.parse().unwrap())).unwrap().to_string();
    assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
    assert_eq!(of("192.0.2.1"), "192.0.2.1");
}
