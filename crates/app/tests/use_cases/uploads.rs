//! Uploads in pieces: whatever breaks, is repeated or comes twice at a time, the whole is what was sent.

use app::{
    Actor, Error, Role,
    ids::UploadId,
    uploads::{BeginUpload, SweepUploads, Upload, Writer, Written},
};
use proptest::{
    prelude::*,
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use tasks::Task;
use testkit::{TestApp, db_test};

const DAY: i64 = 24 * 60 * 60 * 1_000;

fn paper(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..length).map(|at| u8::try_from(at * 31 % 251).unwrap_or(0)));
    bytes.extend_from_slice(b"\n%%EOF\n");
    bytes
}

async fn begin(t: &TestApp, actor: &Actor, size: usize) -> Upload {
    let input = BeginUpload {
        brand_id: Some(t.brand(actor).await),
        file_name: "paper.pdf".to_owned(),
        size: size as u64,
        folder: "Autumn".to_owned(),
        tags: "Tea, Cups".to_owned(),
        ..BeginUpload::default()
    };
    t.begin_upload(actor, &input).await.expect("begun")
}

async fn open(t: &TestApp, actor: &Actor, id: UploadId, at: usize) -> Box<Writer> {
    match t.write_upload(actor, id, i64::try_from(at).expect("small")).await.expect("asked") {
        Written::Open(writer) => writer,
        Written::Elsewhere(right) => panic!("refused at {at}: {right} is right"),
    }
}

fn received(upload: &Upload) -> usize {
    usize::try_from(upload.received).expect("small")
}

fn files(t: &TestApp) -> usize {
    std::fs::read_dir(t.settings.media_dir.join("uploads")).map_or(0, Iterator::count)
}

/// What may happen to an upload.
#[derive(Debug, Clone)]
enum Happens {
    /// So many bytes arrive in order.
    Arrives(usize),
    /// So many bytes come, and the process dies.
    Dies(usize),
    /// Somebody repeats bytes that have arrived, or sends some that are not due.
    Astray(usize),
    /// Two write at a time: the older one first, then the newer, then the older again.
    Twice(usize, usize),
}

fn happens() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        4 => (1_usize..9_000).prop_map(Happens::Arrives),
        2 => (0_usize..9_000).prop_map(Happens::Dies),
        1 => (0_usize..60_000).prop_map(Happens::Astray),
        2 => (1_usize..6_000, 1_usize..6_000).prop_map(|(a, b)| Happens::Twice(a, b)),
    ];
    prop::collection::vec(one, 1..14)
}

async fn play(t: &TestApp, owner: &Actor, whole: &[u8], happenings: &[Happens]) {
    let upload = begin(t, owner, whole.len()).await;
    let id = upload.id;
    let mut at = 0;
    for happening in happenings {
        if at == whole.len() {
            break;
        }
        let to = |length: usize| (at + length).min(whole.len());
        match *happening {
            Happens::Arrives(length) => {
                let mut writer = open(t, owner, id, at).await;
                assert!(writer.write(&whole[at..to(length)]).await.expect("written"));
                at = received(&writer.end().await.expect("ended").0);
            }
            Happens::Dies(length) => {
                let mut writer = open(t, owner, id, at).await;
                // What a dead process left behind is never read, whatever it is.
                writer.write(&vec![b'x'; to(length) - at]).await.expect("written");
                drop(writer);
            }
            Happens::Astray(offset) if offset != at => {
                let asked = t.write_upload(owner, id, i64::try_from(offset).expect("small")).await;
                assert!(
                    matches!(asked.expect("asked"), Written::Elsewhere(right) if right == i64::try_from(at).expect("small"))
                );
            }
            Happens::Astray(_) => {}
            Happens::Twice(older_length, newer_length) => {
                let mut older = open(t, owner, id, at).await;
                older.write(&vec![b'y'; (to(older_length) - at) / 2]).await.expect("written");
                let mut newer = open(t, owner, id, at).await;
                newer.write(&whole[at..to(newer_length)]).await.expect("written");
                let (held, _) = newer.end().await.expect("ended");
                assert_eq!(received(&held), to(newer_length));
                if held.media_id.is_none() {
                    older.write(&vec![b'y'; (to(older_length) - at) / 2]).await.expect("written");
                    let (told, media) = older.end().await.expect("ended");
                    assert!(media.is_none() && told.received == held.received, "the older one lost");
                }
                at = received(&held);
            }
        }
        assert_eq!(received(&t.upload(owner, id).await.expect("told")), at, "after {happening:?}");
    }
    if at < whole.len() {
        let mut writer = open(t, owner, id, at).await;
        writer.write(&whole[at..]).await.expect("written");
        writer.end().await.expect("kept");
    }
    let upload = t.upload(owner, id).await.expect("told");
    assert_eq!(received(&upload), whole.len());
    let (media, file) = t.open_media(owner, upload.media_id.expect("kept")).await.expect("a file");
    let kept = app::network::MediaFile::read(&file, 0, 1 << 30).await.expect("read");
    assert!(kept == whole, "other bytes than were sent, after {happenings:?}");
    assert_eq!((media.folder.as_str(), media.tags.as_str()), ("Autumn", ",cups,tea,"));
}

#[tokio::test]
async fn the_whole_is_what_was_sent_into_a_bucket() {
    let s3 = testkit::s3::S3::start().await;
    let t = TestApp::with(db::Engine::Sqlite, vec![], |settings| settings.bucket = Some(s3.bucket())).await;
    let owner = t.owner().await;
    let mut runner = TestRunner::deterministic();
    for round in 0..25 {
        let happenings = happens().new_tree(&mut runner).expect("a story").current();
        play(&t, &owner, &paper(20_000 + round), &happenings).await;
    }
    assert_eq!(files(&t), 0, "nothing stays on the local disk");
    let keys = s3.keys();
    assert!(
        keys.len() == 25 && keys.iter().all(|key| !key.starts_with("uploads/")),
        "no piece stays: {keys:?}"
    );
}

db_test! {
    async fn the_whole_is_what_was_sent(t: TestApp) {
        let owner = t.owner().await;
        let mut runner = TestRunner::deterministic();
        for round in 0..25 {
            let happenings = happens().new_tree(&mut runner).expect("a story").current();
            play(&t, &owner, &paper(20_000 + round), &happenings).await;
        }
        assert_eq!(files(&t), 0, "no piece stays");
    }

    async fn nobody_else_sees_an_upload(t: TestApp) {
        let owner = t.owner().await;
        let upload = begin(&t, &owner, 5_000).await;
        let harbour = t.second_workspace().await;
        let colleague = t.actor(Role::CommunityManager).await;
        for stranger in [&harbour, &colleague] {
            assert!(matches!(t.upload(stranger, upload.id).await, Err(Error::NotFound)));
            assert!(matches!(t.write_upload(stranger, upload.id, 0).await, Err(Error::NotFound)));
            assert!(matches!(t.cancel_upload(stranger, upload.id).await, Err(Error::NotFound)));
            assert!(t.open_uploads(stranger).await.expect("listed").is_empty());
        }
        let reader = t.actor(Role::Analyst).await;
        assert!(matches!(t.upload(&reader, upload.id).await, Err(Error::Forbidden(_))));
        assert_eq!(t.open_uploads(&owner).await.expect("listed").len(), 1);
    }

    async fn what_nobody_goes_on_with_is_swept(t: TestApp) {
        let owner = t.owner().await;
        let (left, alive) = (begin(&t, &owner, 5_000).await, begin(&t, &owner, 5_000).await);
        for upload in [&left, &alive] {
            let mut writer = open(&t, &owner, upload.id, 0).await;
            writer.write(&paper(900)).await.expect("written");
            writer.end().await.expect("ended");
        }
        assert_eq!(files(&t), 2);
        t.clock.advance(2 * DAY);
        let mut writer = open(&t, &owner, alive.id, 916).await;
        writer.write(b"more").await.expect("written");
        writer.end().await.expect("ended");
        t.clock.advance(2 * DAY);
        let stopping = tokio::sync::watch::channel(false).1;
        let sweep = SweepUploads { app: t.app.clone() };
        assert_eq!(sweep.activate(&stopping).await.expect("swept").done, 1);
        assert!(matches!(t.upload(&owner, left.id).await, Err(Error::NotFound)));
        assert_eq!((files(&t), t.upload(&owner, alive.id).await.expect("alive").received), (1, 920));
        t.cancel_upload(&owner, alive.id).await.expect("canceled");
        assert_eq!(files(&t), 0);
    }

    async fn what_a_backup_does_not_bring_back_is_begun_anew(t: TestApp) {
        let owner = t.owner().await;
        let whole = paper(40_000);
        let upload = begin(&t, &owner, whole.len()).await;
        let mut writer = open(&t, &owner, upload.id, 0).await;
        assert!(writer.write(&whole[..20_000]).await.expect("taken"));
        let (upload, _) = writer.end().await.expect("ended");
        assert_eq!(received(&upload), 20_000);
        std::fs::remove_dir_all(t.settings.media_dir.join("uploads")).expect("removed");
        let gone = t.write_upload(&owner, upload.id, 20_000).await;
        assert!(matches!(gone, Err(Error::NotFound)), "its sender begins anew");
        assert!(matches!(t.upload(&owner, upload.id).await, Err(Error::NotFound)));
    }

    async fn what_lies_is_forgotten_and_what_is_too_long_is_cut_off(t: TestApp) {
        let owner = t.owner().await;
        let lie = begin(&t, &owner, 40).await;
        let mut writer = open(&t, &owner, lie.id, 0).await;
        writer.write(&[b'?'; 40]).await.expect("written");
        let refused = writer.end().await.map(|_| ()).expect_err("no picture, film or document");
        assert!(format!("{refused:?}").contains("file_not_a_picture"), "{refused:?}");
        assert!(matches!(t.upload(&owner, lie.id).await, Err(Error::NotFound)));

        // Pictures have a limit of their own, which the first bytes bring in.
        let large = begin(&t, &owner, 17 * 1024 * 1024).await;
        let mut writer = open(&t, &owner, large.id, 0).await;
        let refused = writer.write(b"\x89PNG\r\n\x1a\n\0\0\0\0").await.expect_err("too large for a picture");
        assert!(format!("{refused:?}").contains("file_too_large"), "{refused:?}");

        let whole = paper(1_000);
        let short = begin(&t, &owner, whole.len()).await;
        let mut writer = open(&t, &owner, short.id, 0).await;
        writer.write(&[&whole[..], b"and more"].concat()).await.expect("written");
        let (_, media) = writer.end().await.expect("kept");
        assert_eq!(media.expect("a file").bytes, i64::try_from(whole.len()).expect("small"));
        assert_eq!(files(&t), 0);
    }
}
