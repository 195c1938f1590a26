/**
 * What frauds speak of together in every language: no word of theirs is a fault, and each is common in clean posts.
 * Which of them, side by side, speak for which label is learnt.
 */
export const SIGNS = [
  'link',
  'number',
  'amount',
  'share',
  'contact',
  'fee',
  'gain',
  'sure',
  'hurry',
  'prize',
  'secret',
  'account',
  'trouble',
  'wallet',
  'invest',
  'loan',
  'job',
] as const;
export type Sign = (typeof SIGNS)[number];

/** How often a text gives each sign; those it does not give are left out. */
export type SignsGiven = ReadonlyMap<Sign, number>;

/**
 * Words by sign, folded. `word` is the whole word, `wor*` any word that begins so; Thai, and Arabic with its joined
 * articles, are found within words too.
 */
const WORDS: Partial<Record<Sign, string>> = {
  amount: `dollar* euro euros pound* usd usdt eur gbp buck* rs rupee* rupay* rupiah rb ribu juta lakh crore lira tl zł złot* reais
    peso* naira руб рубл* тысяч* baht ksh shilling* eth btc sol bands cashapp bizum pix upi रुपये रुपए हज़ार हजार लाख
    درهم دولار ريال دينار جنيه บาท`,
  contact: `dm dms inbox whatsapp telegram wa zap zalo message msg text chat call hmu contact* kontakt* schreib* melde*
    écrivez écris contactez appelez escrib* escríb* contact* llama* chama chame contat* scriv* contatt* app napisz hubungi chat
    kontak balas пиши* напиши* звони* позвони* личк* телеграм* вотсап* ватсап* yaz yazın mesaj* ekle ara karo wasiliana tuma piga
    संदेश व्हाट्सएप टेलीग्राम कॉल واتساب واتس تيليجرام تلجرام راسل تواصل الخاص صيفط ทัก ไลน์ โทร`,
  fee: `fee fees charge charges deposit* upfront shipping customs clearance gebühr* anzahl* vorab kaution versand* zoll*
    mindesteinlage frais caution acompte douane inscription tasa tarifa fianza depós* deposit* aduana anticip* adelant* taxa* adiantad*
    antecipad* frete alfândega spese caparra dogana borg verzendkosten opłat* wpłat* wpłac* kaucj* biaya dp transfer* mahar ongkir
    комисси* предоплат* взнос* пошлин* доплат* ücret* kapora havale peşin masraf* gümrük* ada lipa ushuru शुल्क फीस
    رسوم عربون ادفع حول مقدم خلص โอน มัดจำ ธรรมเนียม ค่าส่ง`,
  gain: `profit* earn earns earned earning* income gains payout withdraw* withdrew double doubled flip flipped gewinn* verdien* rendite
    auszahl* gagne gagner gagnez bénéfice* retrait* ganancia* gana ganar gané retir* lucr* ganh* saqu* saque guadagn* rendiment* vincita
    winst zysk* zarob* wypłac* cuan untung gaji komisi kamao kamaye munafa прибыл* доход* заработ* вывел* вывод* выплат* kazan* faida
    मुनाफा कमाए कमाएँ ربح أرباح ارباح กำไร รายได้ ถอน`,
  sure: `guarantee* guaranteed riskfree legit certified garanti* garantie* garantiz* garantid* garantit* asegurad* assuré* sicher gwarant*
    dijamin pasti pakka pakki гарант* kesin uhakika पक्का पक्की गारंटी مضمون การันตี`,
  hurry: `now today tonight hurry urgent* immediately asap fast quick quickly limited last remaining heute sofort jetzt dringend aujourd
    vite maintenant immédiat* hoy ahora ya hoje agora corre corra oggi subito adesso vandaag direct dziś dzisiaj teraz sekarang segera
    buruan cepat terbatas abhi turant jaldi aaj сегодня срочно сейчас скорее hemen acil bugün sasa leo haraka sharp quick आज अभी तुरंत
    الآن اليوم فورا دابا วันนี้ ด่วน ทันที รีบ`,
  prize: `won winner* prize* congrat* gift* free reward* giveaway claim* bonus* eligible gratis gratuit* gewonnen gewinnspiel glückwunsch*
    geschenk* verschenk* félicitations gagnant* offert* cadeau* premio* felicidades regala* sorteo* prêmio* parabéns sorteio* grátis vinto
    complimenti regal* weggeven hadiah selamat menang inaam jeete lottery поздравля* выигр* приз* подар* дарит бесплатн* даром tebrik*
    ödül* çekiliş* hediye* bedava ücretsiz hongera zawadi bure लॉटरी इनाम मुफ्त बधाई जीत مبروك جائزة هدية مجانا รางวัล ฟรี ยินดีด้วย แจก`,
  secret: `pin otp password* passcode code codes cvv login credentials seed phrase passwort* zugangsdaten tan kennwort identifiants clave*
    contraseñ* código* senha* codice credenzial* wachtwoord hasł* kod kodu kode sandi парол* код кода şifre* siri पासवर्ड ओटीपी
    رمز الرمز السري الكود รหัส`,
  account: `account* bank* card cards konto* compte* banque cuenta* banco tarjeta* conta contas cartão carta banca rekening* kartu khata khate
    счёт* счет* карт* банк* hesab* kart* banka* akaunti benki bvn kyc खाता कार्ड حساب بطاقة بنك บัญชี บัตร ธนาคาร`,
  trouble: `suspend* blocked restricted unauthori* verify verif* confirm* expire* held stuck unpaid overdue penalty deleted gesperrt
    bestätig* ausstehend* mahnung suspendu* bloqu* impayé* suspens* bloccat* conferm* geblokkeerd zablokow* wstrzyman* diblokir tertahan
    ditahan block заблокир* подтверд* задержан* askıya kapat* doğrula* onay* बंद موقوف موقوفة تأكيد ระงับ ยืนยัน`,
  wallet: `wallet* crypto* bitcoin coin coins token* airdrop* mint staking krypto* kripto* кошел* кошёл* крипт* биткоин* токен* cüzdan*
    dompet billetera* carteira* portefeuille* محفظة محفظت توكن بيتكوين`,
  invest: `invest* trading trader* trades forex broker* signals signal mentor* mining minage anlage* handels* invers* inviert* robot robô
    инвест* трейд* вложи* наставни* майнинг yatır* madenci* saham modal wekeza niliwekeza لاستثمار استثمر تداول توصيات ลงทุน เทรด`,
  loan: `loan* kredit* sofortkredit prêt préstamo* empréstimo* prestit* lening pożyczk* pinjam* pinjol кредит* займ* kredi* mkopo mikopo
    लोन قرض قروض سلفة สินเชื่อ เงินกู้`,
  job: `hiring job jobs hr recruit* vacancy nebenjob stelle emploi recrute embauche trabajo* empleo vaga vagas emprego lavoro werk praca kerja
    loker naukri работ* подработ* вакан* iş kazi नौकरी وظيفة توظيف รับสมัคร งาน`,
};

const CURRENCY = /[$€£₹₦฿₺₽¥]/;
/** Scripts whose words stand without spaces, or take their articles with them. */
const JOINED = /[\u0600-\u06FF\u0E00-\u0E7F]/;

const WHOLE = new Map<string, Sign>();
const BEGINNING = new Map<string, Sign>();
const WITHIN = new Map<string, Sign>();
for (const sign of SIGNS) {
  for (const word of (WORDS[sign] ?? '').normalize('NFKC').split(/\s+/).filter(Boolean)) {
    if (JOINED.test(word)) WITHIN.set(word, sign);
    else if (word.endsWith('*')) BEGINNING.set(word.slice(0, -1), sign);
    else WHOLE.set(word, sign);
  }
}
const [SHORTEST_BEGINNING, LONGEST_BEGINNING] = lengths(BEGINNING);
const [SHORTEST_WITHIN, LONGEST_WITHIN] = lengths(WITHIN);

const TOKEN = /<url>|[$€£₹₦฿₺₽¥%]|[\p{L}\p{M}\p{N}]+/gu;

/** The signs of a folded text. Linear in it: of each word a bounded number of beginnings is looked up. */
export function signsOf(folded: string): SignsGiven {
  const given = new Map<Sign, number>();
  const count = (sign: Sign | undefined): void => {
    if (sign !== undefined) given.set(sign, (given.get(sign) ?? 0) + 1);
  };
  for (const token of folded.match(TOKEN) ?? []) {
    if (token === '<url>') count('link');
    else if (token === '%') count('share');
    else if (CURRENCY.test(token)) count('amount');
    else if (/^0{5}/.test(token)) count('number');
    else if (JOINED.test(token)) countWithin(token, count);
    else count(WHOLE.get(token) ?? beginningOf(token));
  }
  return given;
}

function beginningOf(word: string): Sign | undefined {
  for (let length = Math.min(LONGEST_BEGINNING, word.length); length >= SHORTEST_BEGINNING; length--) {
    const sign = BEGINNING.get(word.slice(0, length));
    if (sign !== undefined) return sign;
  }
  return undefined;
}

function countWithin(run: string, count: (sign: Sign | undefined) => void): void {
  for (let at = 0; at < run.length; at++) {
    for (let length = Math.min(LONGEST_WITHIN, run.length - at); length >= SHORTEST_WITHIN; length--) {
      const sign = WITHIN.get(run.slice(at, at + length));
      if (sign === undefined) continue;
      count(sign);
      at += length - 1;
      break;
    }
  }
}

function lengths(words: ReadonlyMap<string, Sign>): readonly [shortest: number, longest: number] {
  const all = [...words.keys()].map(({ length }) => length);
  return [Math.min(...all), Math.max(...all)];
}
