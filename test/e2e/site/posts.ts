/** People and shops of the demo site. All invented. */
export const AUTHORS = {
  mira: 'Mira Tidewell',
  osei: 'Kwame Osei',
  jonas: 'Jonas Brandt',
  lucie: 'Lucie Marchand',
  paloma: 'Paloma Ríos',
  tiago: 'Tiago Vale',
  salma: 'سلمى البحري',
  yusuf: 'يوسف المرسى',
  asha: 'आशा नायर',
  ravi: 'Ravi K.',
  dewi: 'Dewi Laut',
  bagas: 'Bagas P.',
  kitchen: 'Quayside Kitchen',
  library: 'Harbour Library',
  ferry: 'Island Ferry Notices',
  plotter: 'Plotter & Pen',
  oldprints: 'Old Prints',
  watch: 'Scam Watch Harbour',
  wealth: 'Wealth Wave',
  signals: 'Signals VIP',
  support: 'Harbour Support Team',
  grants: 'Community Grants Desk',
  glow: 'Glow by Nila',
  boats24: 'boats_24',
  boats25: 'boats_25',
  tidefan: 'tidefan_88',
  nettie: 'nettie.v',
  kai: 'kai_on_shore',
  anker: 'anker_lotse',
  reisfeld: 'reisfeld',
} as const;

export type AuthorId = keyof typeof AUTHORS;

export interface DemoPost {
  /** Last part of its permalink. */
  readonly slug: string;
  readonly by: AuthorId;
  readonly lang: string;
  /** Line breaks are kept; addresses become links. */
  readonly text: string;
  /** Names of pictures.ts. */
  readonly pictures?: readonly string[];
  /** Shown in the feed of the town as well. */
  readonly town?: true;
}

/**
 * In the order of the feed, newest first. Written for this site: things people, shops and cheats say, in eight
 * languages. What a detector makes of them was never looked at while writing.
 */
export const POSTS: readonly DemoPost[] = [
  { slug: 'low-tide-walk', by: 'mira', lang: 'en', text: 'Low tide at 6:40 tomorrow, so the causeway is walkable until about half past eight. I will bring the big flask if anyone wants to join.', town: true },
  { slug: 'double-your-coins', by: 'wealth', lang: 'en', text: 'I turned 300 into 11,400 in nine days and I want ten serious people to do the same. No experience, no risk, withdrawals every evening. Send your first deposit through https://claim.wharf-rewards.example/start and message me the word READY. Only today!!', pictures: ['rising-chart'] },
  { slug: 'first-boats', by: 'oldprints', lang: 'en', text: 'Boats at the river mouth in Nagasaki, about 1865. I keep coming back to how still the water looks for such a long exposure.', pictures: ['nagasaki-boats'] },
  { slug: 'warnung-paketdienst', by: 'jonas', lang: 'de', text: 'Achtung, gerade gehen wieder SMS vom angeblichen Paketdienst herum: „Ihre Sendung konnte nicht zugestellt werden, bitte zahlen Sie 1,99 €.“ Nicht klicken, keine Kartendaten eingeben. Meine Nachbarin hat so 800 Euro verloren.', town: true },
  { slug: 'plotter-evening', by: 'plotter', lang: 'en', text: 'Evening harbour, drawn by a script: about two hundred lines of code, one random seed, no photograph anywhere in it.', pictures: ['evening-harbour'] },
  { slug: 'soupe-partagee', by: 'lucie', lang: 'fr', text: 'Il reste une dizaine de portions de soupe à la permanence de la rue des Filets. Venez avec un bocal, c’est gratuit, personne ne vous demandera rien.', town: true },
  { slug: 'flood-ferry-1', by: 'boats24', lang: 'en', text: 'The new ferry company has the best prices on the coast, my whole family changed last week and we never looked back. Book before Friday and get the second ticket free!', town: true },
  { slug: 'atencion-vecinos', by: 'paloma', lang: 'es', text: 'Vecinos: el sábado limpiamos la playa chica. Quedamos a las nueve junto al varadero. Hay guantes para todos, traed agua y gorra.', town: true },
  { slug: 'acanthus', by: 'oldprints', lang: 'en', text: 'Acanthus, photographed close enough to look like ironwork. 1928.', pictures: ['acanthus-mollis'] },
  { slug: 'premio-pix', by: 'support', lang: 'pt', text: 'PARABÉNS! Seu número foi sorteado e você tem R$ 4.750,00 para receber hoje. Para liberar o valor pague somente a taxa de R$ 49,90 e envie o comprovante neste link https://claim.wharf-rewards.example/pix. Restam 2 vagas!!!' },
  { slug: 'makanan-gratis', by: 'dewi', lang: 'id', text: 'Besok pagi ada nasi bungkus gratis di balai dermaga, sekitar 60 porsi. Silakan ambil, tidak perlu daftar. Kalau mau bantu masak, datang jam lima ya.', town: true },
  { slug: 'tahzir-istithmar', by: 'salma', lang: 'ar', text: 'تنبيه للأهل: من يعدكم بمضاعفة أموالكم خلال أسبوع فهو محتال. سألني ابن عمي عن مجموعة «الاستثمار المضمون»، ولما طلب سحب ماله طالبوه برسوم جديدة. لا ترسلوا شيئاً.' },
  { slug: 'flood-ferry-2', by: 'tidefan', lang: 'en', text: 'The new ferry company has the best prices on the coast!! my whole family changed last week and we never looked back. Book before friday and get the 2nd ticket free', town: true },
  { slug: 'monsoon-chai', by: 'asha', lang: 'hi', text: 'आज घाट पर बारिश ऐसी थी कि नावें दिखनी बंद हो गईं। चाय वाले भैया ने सबको तिरपाल के नीचे बुला लिया और किसी से पैसे नहीं लिए।' },
  { slug: 'ferry-timetable', by: 'ferry', lang: 'en', text: 'Winter timetable from Monday: first boat 7:10, last boat back 21:30. On Sundays the 14:00 does not run. Full table at the ticket office and on https://ferry.example.com/winter', town: true },
  { slug: 'signals-vip', by: 'signals', lang: 'en', text: 'FREE signals are over. VIP members made 94% this month, screenshots in bio. 14 spots left, pay in crypto, no refunds, link: https://example.com/vip-signals?ref=h4rb0ur' },
  { slug: 'alpes', by: 'lucie', lang: 'fr', text: 'Un paysage des Alpes par un atelier alsacien, vers 1865. On devine presque le froid.', pictures: ['french-alpine-landscape'] },
  { slug: 'gesucht-kutter', by: 'anker', lang: 'de', text: 'Sucht jemand eine helfende Hand auf dem Kutter? Meine Tochter macht gerade ihr Patent und braucht noch vierzig Stunden auf See.', town: true },
  { slug: 'shaadi-loan', by: 'grants', lang: 'hi-Latn', text: 'Bina kisi guarantee ke 5 lakh ka loan sirf 10 minute me! Aadhaar aur bank ka OTP bhejo, paisa turant account me. Pehle processing fee 999 rupaye jama karein. Jaldi karo, offer aaj raat tak.' },
  { slug: 'three-seas', by: 'plotter', lang: 'en', text: 'Three studies of the same sea, all computer-generated by my little drawing program. Tap one to make it bigger.', pictures: ['calm-sea', 'grey-sea', 'night-sea'] },
  { slug: 'poesia-mare', by: 'tiago', lang: 'pt', text: 'Meu avô dizia que a maré não se atrasa, a gente é que chega cedo demais. Hoje entendi, esperando o barco com ela baixa e o pão esfriando na sacola.' },
  { slug: 'watch-otp', by: 'watch', lang: 'en', text: 'Reminder: nobody from a bank, a delivery firm or this site will ever ask for the code you get by text message. If someone says “send me the OTP to receive your prize”, it is a scam. Hang up, then call the number on your card.', town: true },
  { slug: 'sayuran-promo', by: 'kitchen', lang: 'id', text: 'Menu baru minggu ini: ikan bakar sambal matah, 35 ribu saja. Pesan lewat DM sebelum jam 11, antar gratis sekitar dermaga!', town: true },
  { slug: 'flood-ferry-3', by: 'nettie', lang: 'en', text: 'the new ferry company has the best prices on the coast, my whole family changed last week & never looked back. book before Friday, get the second ticket free 🛳️', town: true },
  { slug: 'wazifa-bahriyya', by: 'yusuf', lang: 'ar', text: 'يبحث قاربنا «نورس» عن بحّار لموسم الشتاء، الخبرة ليست شرطاً والأجر يومي. من يهتم يمرّ بنا على الرصيف الثالث بعد العصر.' },
  { slug: 'cat-walk', by: 'osei', lang: 'en', text: 'Twenty-four views of one cat crossing a room, 1887. My cat refuses to do even one of them on request.', pictures: ['locomotion-house-cat'] },
  { slug: 'herencia', by: 'grants', lang: 'es', text: 'Estimado amigo, soy el abogado de un cliente fallecido sin herederos que dejó 8,5 millones. Su apellido coincide y usted puede reclamar el 40 %. Solo necesito su cuenta bancaria, una copia del documento y 350 para los gastos del notario. Responda con absoluta discreción.' },
  { slug: 'story-hour', by: 'library', lang: 'en', text: 'Story hour on Thursday at four: sea monsters, and how to be kind to them. Bring a cushion. Everything is free, nobody needs a card.', town: true },
  { slug: 'cooking-class', by: 'kitchen', lang: 'en', text: 'We are full on Saturday but there are six seats left for Sunday lunch: fish stew, warm bread, apple cake. 18 a head, children half. Book at https://kitchen.example.com/sunday', town: true },
  { slug: 'muda-de-casa', by: 'tiago', lang: 'pt', text: 'Estou de mudança e vou dar a estante, duas cadeiras e uma caixa de livros de navegação. É só vir buscar na rua do Cais até domingo.' },
  { slug: 'lake-hills', by: 'plotter', lang: 'en', text: 'Hills after rain. Procedural, drawn by a script; the colours are the only thing I chose by hand.', pictures: ['rain-hills'] },
  { slug: 'flood-parcel-1', by: 'boats25', lang: 'de', text: 'Ihr Paket liegt im Lager bereit. Bestätigen Sie Ihre Adresse und zahlen Sie 1,99 € Zollgebühr innerhalb von 12 Stunden: https://example.com/paket-zoll' },
  { slug: 'bachchon-ki-kitaab', by: 'asha', lang: 'hi', text: 'मोहल्ले की लाइब्रेरी के लिए बच्चों की पुरानी किताबें इकट्ठा कर रही हूँ। हिंदी, मलयालम, अंग्रेज़ी सब चलेंगी। रविवार को घर से उठा लूँगी।' },
  { slug: 'hafen-nebel', by: 'reisfeld', lang: 'de', text: 'Heute früh war der Nebel so dicht, dass ich das Horn der Fähre gehört, aber nur die Möwe auf meinem Geländer gesehen habe.' },
  { slug: 'skin-serum', by: 'glow', lang: 'en', text: 'Okay I never do this but this serum changed my LIFE. Three nights and my skin is glass. They gave me a code just for you: NILA25, first 100 only, run don’t walk → https://glow.example.com/serum' },
  { slug: 'alerta-alquiler', by: 'paloma', lang: 'es', text: 'Ojo con los anuncios de pisos «frente al mar» a mitad de precio: piden una señal por transferencia antes de enseñar nada y luego desaparecen. No paguéis sin ver el piso y sin contrato.', town: true },
  { slug: 'march-sheep', by: 'oldprints', lang: 'en', text: 'A march pastoral in Suffolk, 1888. Someone had to stand in that field and wait for all of them to look up.', pictures: ['march-pastoral'] },
  { slug: 'flood-ferry-4', by: 'kai', lang: 'en', text: 'The new ferry company has the best prices on the coast, my whole family changed last week and we never looked back. Book before Friday and get the second ticket free!', town: true },
  { slug: 'undian-berhadiah', by: 'support', lang: 'id', text: 'SELAMAT! Nomor Anda memenangkan undian 75 JUTA dari program pelanggan setia. Klik https://claim.wharf-rewards.example/undian, isi nomor rekening dan PIN untuk pencairan. Hadiah hangus dalam 1 jam!' },
  { slug: 'banc-du-port', by: 'lucie', lang: 'fr', text: 'Quelqu’un a repeint le banc du port en bleu pendant la nuit. On ne sait pas qui, mais merci : il est plus beau qu’avant.', town: true },
  { slug: 'account-closing', by: 'support', lang: 'en', text: 'FINAL NOTICE from Harbour Support Team: your account breaks our rules and will be closed in 24 hours. To keep it, verify your password here https://example.com/harbour-verify or you will lose all posts.' },
  { slug: 'night-lighthouse', by: 'plotter', lang: 'en', text: 'Lighthouse no. 9. Generated, of course: noise for the sea, a cosine for the beam.', pictures: ['lighthouse'] },
  { slug: 'kitna-sundar', by: 'ravi', lang: 'hi-Latn', text: 'Aaj subah ghat par itni shanti thi ki bas paani ki awaaz aa rahi thi. Chai ke saath purane dost mil gaye, do ghante kaise nikle pata hi nahi chala.' },
  { slug: 'funeral-fund', by: 'osei', lang: 'en', text: 'Old Mr. Adeyemi from the net loft died on Tuesday. We are collecting for the funeral and for his sister; the tin stands in the library and every coin is written in the book beside it. Please don’t send money to anyone online for this.', town: true },
  { slug: 'urgent-fund', by: 'grants', lang: 'en', text: 'URGENT please share!! little boy needs surgery tonight, hospital will not start without 2,400. Send gift cards or crypto to this wallet, every minute counts, God will repay you double. No time for questions.' },
  { slug: 'canyon', by: 'oldprints', lang: 'en', text: 'Black Cañon, Colorado River, looking above from camp 8, 1871. There is a boat in it, for scale.', pictures: ['black-canyon'] },
  { slug: 'flood-parcel-2', by: 'boats24', lang: 'de', text: 'Ihr Paket liegt im Lager bereit! Bitte bestätigen Sie die Adresse und zahlen Sie 1,99 EUR Zollgebühr binnen 12 Stunden: https://example.com/paket-zoll' },
  { slug: 'majlis-al-hayy', by: 'salma', lang: 'ar', text: 'مساء الخميس نجتمع في مكتبة الميناء لقراءة قصائد عن البحر. الدخول مجاني والقهوة علينا، ومن يكتب فليأتِ بما كتب.' },
  { slug: 'kursus-menjahit', by: 'bagas', lang: 'id', text: 'Ibu-ibu PKK buka kelas menjahit layar setiap Rabu sore. Alat dipinjamkan, yang penting niat. Info ke rumah Bu Tini.' },
  { slug: 'dust-home', by: 'oldprints', lang: 'en', text: 'An abandoned Dust Bowl home, about 1935–1940. The sky takes two thirds of the picture and all of the story.', pictures: ['dust-bowl-home'] },
  { slug: 'work-from-home', by: 'signals', lang: 'es', text: 'Gana 1.500 a la semana desde casa con solo tu móvil!!! Sin jefe, sin horarios, sin inversión. Últimas 5 plazas, escribe INFO al privado y te mando el enlace secreto.' },
  { slug: 'arnaque-vacances', by: 'lucie', lang: 'fr', text: 'Mon oncle a failli payer 1 200 € pour une location qui n’existe pas. Les photos venaient d’ailleurs, le « propriétaire » voulait un virement tout de suite. Vérifiez toujours l’adresse avant de payer.' },
  { slug: 'stoff-tausch', by: 'jonas', lang: 'de', text: 'Am Sonntag ist Tauschmarkt im alten Zollhaus: Pflanzen, Spiele, Regenjacken. Kein Geld, nur Sachen. Ich bringe zu viele Zucchini mit.', town: true },
  { slug: 'miracle-tea', by: 'wealth', lang: 'en', text: 'Doctors hate this harbour tea! Melts 12 kilos in 10 days, cures sugar and joints, 100% natural. 3 for the price of 1 if you order in the next hour, cash on delivery, DM me TEA.' },
  { slug: 'bulb-catalogue', by: 'mira', lang: 'en', text: 'Ordered bulbs after seeing this: pink lily leek, photographed in 1928 as if it were a building.', pictures: ['allium-oreophilum'] },
  { slug: 'flood-ferry-5', by: 'boats25', lang: 'en', text: 'New ferry company = best prices on the coast. My whole family changed last week and never looked back, book before Friday and get the second ticket free!!', town: true },
  { slug: 'ribh-mubashir', by: 'wealth', lang: 'ar', text: 'اربح ٥٠٠ دولار يومياً من هاتفك وبدون خبرة!! أرسل ١٠٠ فقط كبداية ونعيدها لك ثلاثة أضعاف خلال ٢٤ ساعة. الأماكن محدودة، سجّل الآن: https://claim.wharf-rewards.example/ar' },
  { slug: 'aviso-golpe', by: 'tiago', lang: 'pt', text: 'Gente, clonaram o número da minha tia e estão pedindo dinheiro por mensagem “porque trocou de celular”. Não é ela. Liguem antes de transferir qualquer coisa.' },
  { slug: 'plane-above', by: 'osei', lang: 'en', text: 'An aeroplane seen from another aeroplane, somewhere between 1914 and 1929. The shadow is the best part.', pictures: ['airplane-from-above'] },
  { slug: 'dhokhe-se-saavdhaan', by: 'asha', lang: 'hi', text: 'सावधान रहें: “बिजली कट जाएगी, अभी इस नंबर पर बात करें” वाला संदेश धोखा है। मेरे पिताजी से स्क्रीन साझा करवाकर पैसे निकालने की कोशिश हुई। ओटीपी किसी को न दें।' },
  { slug: 'lottery-hi', by: 'support', lang: 'hi', text: 'बधाई हो! आपका नंबर 25 लाख की लॉटरी में चुना गया है। इनाम पाने के लिए 2,500 रुपये टैक्स जमा करें और बैंक का ओटीपी तुरंत भेजें। ऑफर केवल आज रात तक!!!' },
  { slug: 'own-course', by: 'plotter', lang: 'en', text: 'I finally made the course people asked for: “Drawing with code”, four evenings, 40 in all, first lesson free to watch. It pays for the plotter ink. https://plotter.example.com/course' },
  { slug: 'penipuan-kerja', by: 'dewi', lang: 'id', text: 'Hati-hati lowongan “kerja freelance like video” ya. Awalnya dibayar sedikit, lalu diminta setor dulu baru bisa tarik. Adik saya kehilangan dua juta. Jangan pernah transfer untuk bekerja.' },
  { slug: 'sail-repair', by: 'anker', lang: 'en', text: 'Does anyone have a heavy sewing machine I could borrow for an afternoon? The jib lost a fight with the cleat. I pay in smoked mackerel.', town: true },
  { slug: 'clases-guitarra', by: 'paloma', lang: 'es', text: 'Doy clases de guitarra para principiantes en el centro cívico, martes y jueves. Quien no pueda pagar, que venga igual y ya lo arreglamos.' },
  { slug: 'giveaway-chain', by: 'glow', lang: 'pt', text: 'SORTEIO de 10 celulares!!! Para participar: siga, marque 15 amigos, compartilhe em 5 grupos e confirme seu cartão para o frete de R$ 9,90 em https://example.com/sorteio-celular' },
  { slug: 'harbour-morning', by: 'plotter', lang: 'en', text: 'Same script, other seed: morning instead of evening.', pictures: ['morning-harbour'] },
  { slug: 'khala-samak', by: 'yusuf', lang: 'ar', text: 'اليوم عاد القارب بشبكة نصف فارغة وضحكة كاملة. الصغير اصطاد أول سمكة له وأعادها إلى الماء لأنها «ما زالت تدرس».' },
  { slug: 'quay-thanks', by: 'mira', lang: 'en', text: 'To whoever found my keys and hung them on the bollard with a knot I cannot undo: thank you, and please come and undo it.', town: true },
];
