//! Lists are searched alike in both engines, whatever the letters.

use app::{
    Actor,
    leads::{LeadFilter, LeadInput, Stage},
    media::{EditMedia, MediaFilter},
    page::PageRequest,
    posts::{PostFilter, SavePost},
};
use image::{DynamicImage, ImageFormat};
use testkit::TestApp;

/// What stands in a row, and what finds it.
const WORDS: [(&str, [&str; 3]); 7] = [
    ("Österreich", ["ÖSTERREICH", "österreich", "Sterr"]),
    ("ÁRBOL", ["árbol", "Árbol", "ÁRB"]),
    ("España", ["ESPAÑA", "españa", "paña"]),
    ("İstanbul", ["istanbul", "İSTANBUL", "stanbul"]),
    ("Straße", ["STRASSE", "straße", "Strasse"]),
    ("ЧАЙ", ["чай", "Чай", "чА"]),
    ("100 %_!", ["100 %", "%_!", "_!"]),
];

async fn found(t: &TestApp, owner: &Actor, text: &str) -> [usize; 3] {
    let search = Some(text.to_owned());
    let page = PageRequest::default();
    let posts = PostFilter { search: search.clone(), ..PostFilter::default() };
    let leads = LeadFilter { search: search.clone(), ..LeadFilter::default() };
    let media = MediaFilter { search, ..MediaFilter::default() };
    [
        t.list_posts(owner, &posts).await.expect("posts").lines.len(),
        t.list_leads(owner, &leads, &page).await.expect("leads").items.len(),
        t.list_media(owner, &media, &page).await.expect("media").items.len(),
    ]
}

async fn all_are_found(t: &TestApp, owner: &Actor) {
    for (word, typed) in WORDS {
        for typed in typed {
            assert_eq!(found(t, owner, typed).await, [1, 1, 1], "{typed} for {word}");
        }
    }
    assert_eq!(found(t, owner, "%e%").await, [0, 0, 0]);
    assert_eq!(found(t, owner, "of the").await, [7, 7, 7]);
}

testkit::db_test! {
    async fn what_is_searched_is_found_in_any_letters(t: TestApp) {
        let owner = t.owner().await;
        let brand = t.brand(&owner).await;
        let mut picture = std::io::Cursor::new(Vec::new());
        DynamicImage::new_rgb8(8, 8).write_to(&mut picture, ImageFormat::Png).expect("a picture");
        for (word, _) in WORDS {
            let post = SavePost {
                brand_id: Some(brand),
                title: "Of the year".to_owned(),
                text: format!("Tea {word}"),
                ..SavePost::default()
            };
            t.save_post(&owner, post).await.expect("a post");
            let lead = LeadInput {
                brand_id: brand,
                name: "Before".to_owned(),
                contact: String::new(),
                note: String::new(),
                stage: Stage::New,
                link_id: None,
                value_minor: None,
                margin_minor: None,
                seen_at: None,
            };
            let made = t.create_lead(&owner, lead.clone()).await.expect("a lead");
            let changed = LeadInput { name: "One of the first".to_owned(), note: format!("From {word}"), ..lead };
            t.update_lead(&owner, made.id, changed).await.expect("changed");
            let bytes = picture.get_ref().clone();
            let file = t.upload_media(&owner, brand, "of the tea.png", "", bytes).await.expect("a file");
            let known = EditMedia {
                file_name: file.file_name,
                rights_holder: word.to_owned(),
                focus: (50, 50),
                ..EditMedia::default()
            };
            t.edit_media(&owner, file.id, &known).await.expect("changed");
        }
        all_are_found(&t, &owner).await;
        // What stood there before it was searched so is found as well.
        let tx = t.db.write().await.expect("a transaction");
        for text in [
            "alter table posts drop column search_text",
            "alter table leads drop column search_text",
            "alter table media drop column search_text",
            "delete from schema_migrations where name = '0017_search_text'",
        ] {
            tx.run(text, vec![]).await.expect("as before");
        }
        tx.commit().await.expect("commit");
        t.db.migrate().await.expect("migrated");
        all_are_found(&t, &owner).await;
    }
}
