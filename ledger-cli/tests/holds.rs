//! `docs/holds.md` as it stands: its commands are run, its statements posted, its refusals seen, and what is in force is listed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

mod folder;
mod guide;

use std::ops::Deref;
use std::process::Output;
use std::time::Duration;

use guide::Guide;
use ledger_cli::session::now;
use ledger_cli::time_text;
use ledger_format::identifiers::Timestamp;
use serde_json::Value;

/// The moment at which the guide's holds expire.
const EXPIRES: &str = "2027-01-31T12:00:00Z";
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// The guide, with what is another each time: keys, and when holds expire.
struct Followed {
    guide: Guide,
    keys: Vec<(&'static str, String)>,
    expires: String,
}

impl Deref for Followed {
    type Target = Guide;

    fn deref(&self) -> &Guide {
        &self.guide
    }
}

impl Followed {
    fn begin() -> Self {
        let guide = Guide::new("holds.md");
        guide.follow(guide.blocks("sh")[0]);
        let key = |file: &str| guide.runs(&["key", "public", file], "").trim().to_owned();
        let keys = vec![("ALICE", key("alice.pem")), ("BOB", key("bob.pem"))];
        Self { guide, keys, expires: time_text::show(Timestamp(now().0 + 60 * DAY_MS)) }
    }

    /// The statements of a block, each on a line of its own, with keys and times as they are here.
    fn lines(&self, block: &str) -> String {
        let mut block = block.replace(EXPIRES, &self.expires);
        for (name, key) in &self.keys {
            block = block.replace(name, key);
        }
        guide::lines(&block)
    }

    fn post_by(&self, holder: &str, block: &str) -> Output {
        let mut words = vec!["post", "che", "--key", "operator.pem"];
        words.extend((!holder.is_empty()).then_some(["--key", holder]).iter().flatten());
        self.run(&words, &self.lines(block))
    }

    /// Posts a block with the operator's key and a holder's, or the operator's alone.
    fn posts(&self, holder: &str, block: &str) {
        let output = self.post_by(holder, block);
        assert!(output.status.success(), "{block}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn posts_by_all(&self, block: &str) {
        let words = ["post", "che", "--key", "operator.pem", "--key", "alice.pem", "--key", "bob.pem"];
        self.runs(&words, &self.lines(block));
    }

    /// Posts a block that a rule must refuse.
    fn refused(&self, holder: &str, block: &str, rule: &str) {
        let output = self.post_by(holder, block);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{block}: {errors}");
        assert!(errors.contains(rule), "{block}: {errors}");
    }

    /// The entries that placed the holds in force.
    fn holds(&self) -> Vec<u64> {
        self.json(&["holds", "che"]).iter().map(|row| row["hold"].as_u64().unwrap()).collect()
    }
}

/// `block` with another text in one place.
fn with(block: &str, from: &str, to: &str) -> String {
    assert!(block.contains(from), "{block} has no {from}");
    block.replace(from, to)
}

#[test]
fn the_guide_is_right() {
    let guide = Followed::begin();
    assert!(guide.blocks("json").iter().any(|block| block.contains(EXPIRES)));
    let (commands, statements) = (guide.blocks("sh"), guide.blocks("json"));
    let [setup, hold, taken, accept, released, restriction, barred, lifted, evidence] = statements[..] else {
        panic!("{} blocks of JSON", statements.len());
    };
    guide.posts("", setup);
    guide.refused("bob.pem", hold, "R-113");
    guide.refused("alice.pem", &with(hold, EXPIRES, "2099-01-31"), "R-502");
    guide.posts("alice.pem", hold);

    let printed = guide.follow(commands[1]);
    assert!(printed.contains("CHE01 2026:1-40") && printed.contains("\"hold placed\""), "{printed}");
    let rows = guide.json(&["holds", "che", "--account", "1"]);
    assert_eq!((rows.len(), &rows[0]["hold"], &rows[0]["units"]), (1, &11.into(), &40.into()));
    assert_eq!((&rows[0]["debited"], &rows[0]["acquiring"]), (&1.into(), &2.into()));
    assert_eq!(
        (&rows[0]["action"], &rows[0]["expires"]),
        (&"transfer".into(), &guide.expires.clone().into())
    );
    assert!(guide.json(&["holds", "che", "--account", "3"]).is_empty());
    let nobody = guide.run(&["holds", "che", "--account", "9"], "");
    assert!(String::from_utf8(nobody.stderr).unwrap().contains("there is no account 9"));

    let (transfer, second) = taken.split_once("]}}\n").unwrap();
    guide.refused("alice.pem", &format!("{transfer}]}}}}\n"), "R-508");
    guide.refused("alice.pem", second, "R-505");

    guide.refused("alice.pem", accept, "R-113");
    guide.refused("bob.pem", &with(accept, "\"last\": 40", "\"last\": 39"), "R-507");
    guide.posts_by_all(accept);
    let signed = guide.json(&["feed", "che"]).pop().unwrap();
    assert_eq!(signed["signed_by"], serde_json::json!([2]), "of all keys at hand, who acquires signs");
    guide.refused("bob.pem", accept, "R-211");
    assert!(guide.holds().is_empty());

    guide.posts("alice.pem", released);
    assert!(guide.holds().is_empty());
    let too_late = with(
        &with(accept, "\"hold\": 11", "\"hold\": 13"),
        "\"first\": 1, \"last\": 40",
        "\"first\": 41, \"last\": 60",
    );
    guide.refused("bob.pem", &too_late, "R-506");

    guide.posts("", restriction);
    let printed = guide.follow(commands[2]);
    assert!(printed.contains("the ledger") && printed.contains("until") && printed.contains("2 Holding CHE"));
    let rows = guide.json(&["restrictions", "che"]);
    assert_eq!((rows.len(), &rows[0]["restriction"], &rows[0]["party"]), (1, &15.into(), &Value::Null));
    assert_eq!((&rows[0]["reason"], &rows[0]["accounts"][0]), (&"court order".into(), &2.into()));
    assert!(guide.json(&["restrictions", "che", "--at", "2026-01-02"]).is_empty(), "not placed yet");
    guide.refused("bob.pem", barred, "R-514");
    guide.posts("", lifted);
    assert!(guide.json(&["restrictions", "che"]).is_empty());
    guide.posts("bob.pem", barred);

    let unproven = with(
        evidence,
        "{\"evidence\": {\"grade\": \"signed notice\", \"digest\": \"0909090909090909090909090909090909090909090909090909090909090909\"}}",
        "",
    );
    guide.refused("alice.pem", &unproven, "R-521");
    guide.posts("alice.pem", evidence);
    let fed = guide.json(&["feed", "che"]).pop().unwrap();
    assert_eq!(fed["body"]["particulars"][0]["evidence"]["grade"], "signed notice");
    evidence_stands_wherever_the_units_are(&guide);
    evidence_stands_beside_article_6_units(&guide);
    the_operator_acts_for_who_has_no_key(&guide, hold, accept);
    what_nobody_accepts_is_free_again(&guide, hold);
}

fn the_operator_acts_for_who_has_no_key(guide: &Followed, hold: &str, accept: &str) {
    guide.posts("", r#"{"body": {"kind": "account opened", "account": 4, "account_kind": "Holding", "party": "CHE", "registry": "CHE01", "metric": "GHG"}}"#);
    let (ours, theirs) = ("\"first\": 1, \"last\": 40", "\"first\": 71, \"last\": 80");
    let hold = with(&with(hold, ours, theirs), "\"acquiring\": 2", "\"acquiring\": 4");
    guide.posts("alice.pem", &hold);
    let number = guide.holds()[0];
    let accept = with(accept, "\"hold\": 11", &format!("\"hold\": {number}"));
    let accept = with(&with(&accept, ours, theirs), "\"account\": 2", "\"account\": 4");
    guide.refused("alice.pem", &accept, "R-113");
    let on_behalf = format!("{{\"on_behalf\": [\"{}\"], \"body\"", "0b".repeat(32));
    guide.posts_by_all(&with(&accept, "{\"body\"", &on_behalf));
    assert_eq!(guide.json(&["feed", "che"]).pop().unwrap()["signed_by"], serde_json::json!([0]));
    let hold = with(&with(&hold, "\"debited\": 1", "\"debited\": 4"), "\"acquiring\": 4", "\"acquiring\": 2");
    guide.refused("", &hold, "R-113");
    guide.posts("", &with(&hold, "{\"body\"", &on_behalf));
    let released =
        format!(r#"{{"body": {{"kind": "hold released", "hold": {}, "reason": 1}}}}"#, guide.holds()[0]);
    guide.posts("", &with(&released, "{\"body\"", &on_behalf));
    assert!(guide.holds().is_empty());
}

/// Alice sent 41 to 50 on a signed notice; half comes back on nothing.
fn evidence_stands_wherever_the_units_are(guide: &Followed) {
    let sent = guide.json(&["feed", "che"]).last().unwrap()["index"].clone();
    let back = r#"{"on_behalf": ["WHO"], "body": {"kind": "movement", "action": "transfer", "particulars": [{"evidence": {"grade": "none"}}], "postings": [
        {"account": 3, "side": "debit", "space": 1, "first": 46, "last": 50}, {"account": 1, "side": "credit", "space": 1, "first": 46, "last": 50}]}}"#;
    guide.posts("", &back.replace("WHO", &"0b".repeat(32)));
    let evidence = |words: &[&str]| -> Vec<(u64, u64, String)> {
        let rows = guide.json(&[&["holdings", "che"], words].concat());
        let of_row = |row: &Value| {
            let said = row["evidence"].as_array().cloned().unwrap_or_default();
            said.into_iter().map(|it| {
                let serial = |name: &str| it[name].as_u64().unwrap();
                (serial("first"), serial("last"), it["grade"].as_str().unwrap().to_owned())
            })
        };
        rows.iter().flat_map(of_row).collect()
    };
    let notice = |first, last| (first, last, "signed notice".to_owned());
    assert_eq!(evidence(&["--account", "3"]), [notice(41, 45)]);
    let moment = format!("entry:{sent}");
    assert_eq!(evidence(&["--account", "3", "--at", &moment]), [notice(41, 50)], "as it stood then");
    assert_eq!(evidence(&["--at", "2026-01-02"]), [], "nothing was there");
    assert_eq!(evidence(&["--series", "1"]), [notice(41, 45), (46, 50, "none".to_owned())]);
    assert_eq!(evidence(&["--series", "1", "--at", "2099-01-01"]), evidence(&["--series", "1"]));
    let steps = guide.json(&["lineage", "che", "1", "46"]);
    let said: Vec<_> = steps.iter().map(|step| step["evidence"]["grade"].clone()).collect();
    assert_eq!(said.last_chunk(), Some(&[Value::from("signed notice"), "none".into()]));
    assert!(said.iter().rev().skip(2).all(Value::is_null), "what moves at home needs nobody's word");
    assert!(guide.runs(&["holdings", "che"], "").contains("signed notice"));
    assert!(guide.runs(&["lineage", "che", "1", "46"], "").contains("signed notice"));
}

fn evidence_stands_beside_article_6_units(guide: &Followed) {
    let issue = r#"
{"body": {"kind": "number space declared", "space": 2, "name": "GHA01 2024"}}
{"body": {"kind": "series opened", "series": 2, "space": 2, "source": 200, "label": "Ghana 2024", "host": "GHA", "vintage": 2024, "metric": "GHG", "regime": "Article 6.2"}}
{"body": {"kind": "movement", "action": "issue", "particulars": [
  {"history": "0808080808080808080808080808080808080808080808080808080808080808"},
  {"evidence": {"grade": "document digest", "digest": "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"}}], "postings": [
  {"account": 200, "side": "debit", "space": 2, "first": 1, "last": 10}, {"account": 3, "side": "credit", "space": 2, "first": 1, "last": 10}]}}"#;
    guide.posts("", issue);
    let units = guide.json(&["units", "che", "--account", "3"]);
    let evidence = &units[0]["evidence"][0];
    assert_eq!((&evidence["grade"], &evidence["last"]), (&"document digest".into(), &10.into()));
    assert_eq!(evidence["digest"], "0a".repeat(32));
    assert!(guide.runs(&["units", "che"], "").contains("document digest"));
    let later = guide.json(&["units", "che", "--at", "2099-01-01"]);
    assert_eq!((later.len(), &later[0]["evidence"][0]["grade"]), (1, &"document digest".into()));
}

fn what_nobody_accepts_is_free_again(guide: &Followed, hold: &str) {
    let expires = Timestamp(now().0 + 8_000);
    let hold = with(
        &with(hold, "\"first\": 1, \"last\": 40", "\"first\": 61, \"last\": 70"),
        EXPIRES,
        &time_text::show(expires),
    );
    guide.posts("alice.pem", &hold);
    let number = guide.json(&["feed", "che"]).last().unwrap()["index"].as_u64().unwrap();
    let move_them = |particulars: &str| {
        format!(
            r#"{{"body": {{"kind": "movement", "action": "transfer", {particulars} "postings": [
            {{"account": 1, "side": "debit", "space": 1, "first": 61, "last": 70}}, {{"account": 2, "side": "credit", "space": 1, "first": 61, "last": 70}}]}}}}"#
        )
    };
    if now().0 + 4_000 < expires.0 {
        assert_eq!(guide.holds(), [number]);
        guide.refused("alice.pem", &move_them(""), "R-508");
    }
    while now() <= expires {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(guide.holds().is_empty(), "though nothing was recorded since");
    guide.refused("bob.pem", &move_them(&format!(r#""particulars": [{{"hold": {number}}}],"#)), "R-506");
    guide.posts("alice.pem", &move_them(""));
}
