//! Letters, over a mail server that keeps what it gets, and over one that never answers.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use app::alerts::{AlertMail, MailAlerts};
use axum::http::StatusCode;
use testkit::{Engine, PASSWORD, TestApp};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

type Letters = Arc<Mutex<Vec<String>>>;

/// As much of RFC 5321 as a sender needs.
async fn mail_server() -> (String, Letters) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    let letters = Letters::default();
    let kept = Arc::clone(&letters);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(take_letters(stream, Arc::clone(&kept)));
        }
    });
    (url, letters)
}

async fn take_letters(stream: TcpStream, letters: Letters) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut letter = line;
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    letter.push('\n');
                    letter.push_str(&line);
                }
                letters.lock().expect("letters").push(letter);
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 fine\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}

async fn with_mail(url: &str) -> TestApp {
    TestApp::with(Engine::Sqlite, vec![], |settings| settings.smtp_url = Some(url.to_owned())).await
}

/// Undoes the soft line ends and escapes of quoted-printable, as far as a link has any.
fn link_in(letter: &str, mark: &str) -> String {
    let plain = letter.replace("=\n", "").replace("=3D", "=");
    let start = plain.find(mark).expect("a link in the letter");
    plain[start..].split_whitespace().next().expect("its end").replace("http://127.0.0.1:8080", "")
}

async fn wait_for(letters: &Letters, many: usize) -> Vec<String> {
    for _ in 0..100 {
        let found = letters.lock().expect("letters").clone();
        if found.len() >= many {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    letters.lock().expect("letters").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn invitation_and_reset_go_out_by_mail() {
    let (url, letters) = mail_server().await;
    let t = with_mail(&url).await;
    let owner = t.owner().await;
    let mut browser = t.client_as(&owner).await;
    let fields = [("email", "texts@writer.example"), ("role", "community_manager")];
    let done = browser.post_form("/settings/members/invite", &fields).await;
    assert_eq!(done.location(), "/settings/members", "the link is not shown: {}", done.body);
    let letter = wait_for(&letters, 1).await.remove(0);
    assert!(letter.contains("To: texts@writer.example"), "{letter}");
    assert!(letter.contains("Kranich Studio"));
    let path = link_in(&letter, "http://127.0.0.1:8080/invitations/");
    let mut invited = t.client();
    let accepted = invited.post_form(&path, &[("name", "Texts"), ("password", PASSWORD)]).await;
    assert_eq!(accepted.location(), "/");

    let mut stranger = t.client();
    let known = stranger.post_form("/forgot", &[("email", "texts@writer.example")]).await;
    let unknown = stranger.post_form("/forgot", &[("email", "nobody@writer.example")]).await;
    assert_eq!(known.body.len(), unknown.body.len());
    let letter = wait_for(&letters, 2).await.remove(1);
    let path = link_in(&letter, "http://127.0.0.1:8080/reset/");
    let done = stranger.post_form(&path, &[("password", "seven wet otters swim")]).await;
    assert_eq!(done.location(), "/sign-in");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(wait_for(&letters, 2).await.len(), 2, "nothing goes to an unknown address");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_hangs_holds_nobody_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let t = with_mail(&format!("smtp://{}", listener.local_addr().expect("an address"))).await;
    let owner = t.owner().await;
    let mut browser = t.client_as(&owner).await;
    let began = Instant::now();
    let asked = t.client().post_form("/forgot", &[("email", "owner@kranich.example")]).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(began.elapsed() < Duration::from_secs(3), "the answer does not wait for the letter");
    let fields = [("email", "texts@writer.example"), ("role", "community_manager")];
    let shown = browser.post_form("/settings/members/invite", &fields).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("/invitations/"), "the owner hands it over: {}", shown.body);
    assert!(began.elapsed() < Duration::from_secs(15));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_mailed_once_and_not_to_who_does_not_want_it() {
    let (url, letters) = mail_server().await;
    let t = with_mail(&url).await;
    let owner = t.owner().await;
    let write = Arc::new(|due: &AlertMail| web::mail::alert_letter(due, "https://tandem.example"));
    let mailer = MailAlerts { app: t.app.clone(), write };
    let stopping = tokio::sync::watch::channel(false).1;
    t.things(&owner).await;
    assert_eq!(mailer.mail_due(&stopping).await.expect("mailed"), 1);
    assert_eq!(mailer.mail_due(&stopping).await.expect("nothing left"), 0);
    let letter = letters.lock().expect("letters").concat();
    assert!(
        letter.contains("kranich.example refuses the access") && letter.contains("/channels/channel_"),
        "{letter}"
    );
    assert!(letter.contains("Subject: Channel needs you"), "{letter}");
    let mut client = t.client_as(&owner).await;
    let page = client.get("/alerts").await;
    assert!(page.body.contains("kranich.example refuses the access"), "{}", page.body);
    client.post_form("/alerts/mail", &[("mail", "off")]).await;
    t.things(&owner).await;
    assert_eq!(mailer.mail_due(&stopping).await.expect("unwanted"), 0);
    assert_eq!(letters.lock().expect("letters").len(), 1);
}
