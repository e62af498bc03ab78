//! What the audience says, in three languages.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

const REPLIES: [&str; 33] = [
    "This came at the right time, thank you.",
    "Do you ship abroad as well?",
    "Is this available in a smaller size?",
    "I tried it last week and was pleased.",
    "How long does delivery take at the moment?",
    "Could you say a little more about the materials?",
    "Saved this for the weekend.",
    "The photo is lovely. Where was it taken?",
    "I had hoped for more detail on the price.",
    "My order has not arrived yet. Whom can I ask?",
    "Will there be a second date for this?",
    "Good to see somebody explain it so plainly.",
    "The link works for me now, thanks.",
    "Das kommt genau richtig, danke!",
    "Gibt es das auch in einer anderen Farbe?",
    "Wie lange dauert die Lieferung zurzeit?",
    "Schön erklärt, das werde ich ausprobieren.",
    "Leider war meine Bestellung unvollständig. An wen wende ich mich?",
    "Versendet ihr auch nach Österreich?",
    "Habe ich gleich weitergeleitet.",
    "Wann ist es wieder vorrätig?",
    "Mir fehlt noch ein Hinweis zum Preis.",
    "Sehr hilfreich, gerne mehr davon.",
    "Muy útil, gracias por compartirlo.",
    "¿Hacéis envíos a Canarias?",
    "¿Cuánto tarda la entrega ahora mismo?",
    "Me gustaría saber más sobre los materiales.",
    "Lo probé el mes pasado y quedé contenta.",
    "¿Habrá otra fecha para esto?",
    "Todavía no he recibido mi pedido. ¿A quién escribo?",
    "Qué buena idea, me lo apunto.",
    "¿Está disponible en otra talla?",
    "Se lo enseño mañana a mi equipo.",
];

const QUOTES: [&str; 9] = [
    "Worth a look:",
    "I have been looking for this.",
    "A good summary of what we discussed at work.",
    "Das passt gut zum Thema von gestern.",
    "Für alle, die danach gefragt haben:",
    "Guter Überblick.",
    "Esto os puede interesar:",
    "Justo lo que comentábamos ayer.",
    "Buen resumen.",
];

const MENTIONS: [&str; 12] = [
    "Does anybody here have experience with them?",
    "Just unpacked my order. Nicely done.",
    "What are your opening hours this week?",
    "Are you at the trade fair again this year?",
    "A short question: can I change my delivery address?",
    "Habt ihr diese Woche länger geöffnet?",
    "Gerade ausgepackt, sieht gut aus.",
    "Kann ich meine Lieferadresse noch ändern?",
    "Seid ihr dieses Jahr wieder auf der Messe?",
    "¿Abrís este sábado?",
    "Acabo de recibir mi pedido, todo bien.",
    "¿Puedo cambiar la dirección de entrega?",
];

fn pick(dice: &mut StdRng, phrases: &[&'static str]) -> &'static str {
    phrases.choose(dice).copied().unwrap_or("👍")
}

pub(super) fn reply(dice: &mut StdRng) -> &'static str {
    pick(dice, &REPLIES)
}

pub(super) fn quote(dice: &mut StdRng) -> &'static str {
    pick(dice, &QUOTES)
}

pub(super) fn mention(dice: &mut StdRng) -> &'static str {
    pick(dice, &MENTIONS)
}
