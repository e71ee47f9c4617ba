//! The names of months and weekdays outside English: wide and abbreviated, in the format and the stand-alone context, of
//! all languages of moderate or modern coverage in CLDR 48 (Unicode Common Locale Data Repository, Unicode License v3),
//! and what feeds write beside them. Names of several words, and of numbers, are missing.
//!
//! A word may stand for two months, as `listopad` does (October in Croatian, November in Polish): whoever looks it up
//! must look at all months.

/// The names of each month, in lower case, sorted.
pub(super) const MONTHS: [&str; 12] = [
    "ean eanáir ene enero faoi gen gener genn gennaio genver ghe ghennàrgiu hān hānuere ian ianuarie ion ionawr \
     jaan jaanuar janaayo janairu janar janeiro jannaayo januara januari januarie januario januaro januwari január \
     januára janv janvier janvāris janyuwari janúar jen jenaro jenụwarị jän jänner jén jénúári kaw led leden ledna \
     oca ocak samwiyee saus sausio sausis schan schaner sij siječanj siječnja sty styczeń stycznia tammi tammikuu \
     tammikuuta urt urtarrila xan xaneiro yan yanvar ýan ýanwar ɔpɛpɔn ιαν ιανουάριος ιανουαρίου гыйн гыйнвар кӑр \
     кӑрлач сту студзень студзеня січ січень січня янв январ январь января яну януари јан јануар јануари ғин ғинуар \
     қаң қаңтар հնվ հունվար հունվարի ינואר جانفي جنو جنوري جنوری قاڭتار يناير ژانویه ਜਨ ஜன జన ಜನ มกราคม იან იანვარი \
     ጃን ጃንዋሪ ጥሪ 一月 ꭴꮓ ꭴꮓꮈꮤꮕ",
    "chw chwef chwefror cʼhwe cʼhwevrer fab faburairu favr favrer feabh feabhra febbr febbraio febraayo febraro \
     febreiro febrer febrero februara februari februarie februario februaro februwari február februára februári \
     februāris febrúar febrụwarị fev fevereiro fevr fevral fevrier few fewral fewriyee freàrgiu fév févr février \
     gearr helmi helmikuu helmikuuta kpa lut lutego luty ots otsaila peb pebrero pēp pēpuere shk shkurt vas vasario \
     vasaris veebr veebruar velj veljača veljače úno únor února şub şubat ɔgyefoɔ φεβ φεβρουάριος φεβρουαρίου ақп \
     ақпан лют лютага лютий лютого люты нар нарӑс феб фебруар фев февр феврал февраль февраля февруари փետրվար \
     փետրվարի փտվ פברואר اقپان شباط فبراير فبروري فبروری فروری فوریه فيبروري فيفري فېبروري თებ თებერვალი ለካ ለካቲት ፌብ \
     ፌብሩዋሪ 二月 ꭷꭶ ꭷꭶꮅ",
    "bře březen března kov kovas kovo maa maachị maalis maaliskuu maaliskuuta maarso maart mac mach machi maerz \
     marca marec maret maris mars marso mart martie martio marto marts martxoa martzu marzec marzo març março mas \
     mashi mat matshi mawrth meur mrt mrz màrt márc március márta mär märts märz māe māehe měr měrc měrca ožu \
     ožujak ožujka ɔbɛnem μάρ μάρτιος μάώ μαρ μαρτίου μαώ бер березень березня мар март марта нау наурыз пуш сак \
     сакавік сакавіка մարտ մարտի մրտ מרץ آذار مارس مارچ ناۋرىز მარ მარტი መጋ መጋቢት ማርች 三月 ꭰꮕ ꭰꮕᏹ",
    "abr abriil abril abrile afi afirilu aib aibreán api apirila aprel aprile aprili aprilie aprill aprilo apryl \
     apryla apríl apríla aprīlis avr avrigl avril awr awril bal balandis balandžio dub duben dubna ebr ebrel ebrill \
     eph ephreli epr epreel epreli gibl huhti huhtikuu huhtikuuta kwi kwiecień kwietnia nis nisan oforisuo pri \
     prill tra travanj travnja ápr április épr éprel āpe āpereira āperira ɖʊ απρ απρίλιος απριλίου ака апр апрел \
     апрель апреля април квіт квітень квітня кра красавік красавіка сәу сәуір ապր ապրիլ ապրիլի אפריל ءساۋىر آوریل \
     أبريل أفريل إبريل اپريل اپریل نيسان เมษายน ເມສາ აპრ აპრილი ሚያ ሚያዝያ ኤፕሪ ኤፕሪል 四月 ꭷꮼ ꭷꮼꮒ",
    "beal bealtaine cèit geg gegužė gegužės kvě květen května kɔtɔnimma maayo mae mag magg maggio mai maiatza maig \
     maijs maio maj maja majo maju matg mayo mayu mayıs maí maý mee mei mej meja meje mey meyi máj mája május svi \
     svibanj svibnja touko toukokuu toukokuuta μάι μάιος μαΐ μαΐου μαι μαϊ май мам мамыр мая мај трав травень \
     травня ҫу մայիս մայիսի մյս מאי أيار مئي مئی مامىر ماي مايو مه می مۍ मई ਮਈ ମଇ พฤษภาคม მაი მაისი ሜይ ጉንበት ግን 五月 \
     ꭰꮒ ꭰꮒꮝꭼꮨ",
    "ayɛwohomumu birž birželio birželis cze czerwca czerwiec eka ekaina giu giugno haz haziran hun hune hunyo iun \
     iunie iyn iyun iýun jug jugno juin junho juni junie junij junija junio juny juun juuni jún júna június júní \
     jūn jūnijs kesä kesäkuu kesäkuuta lip lipanj lipnja làm làmpadas meh mehefin meith meitheamh mezh mezheven qer \
     qershor suw suwe xuño yun yuni zercl zercladur ògmh červen června čvn ιον ιουν ιουνίου ιούν ιούνιος июн июнь \
     июня мау маусым черв червень червня чэр чэрвень чэрвеня юни јун јуни ҫӗрт ҫӗртме հնս հունիս հունիսի יוני جوان \
     جون حزيران ماۋسىم يونيو ژوئن ივნ ივნისი ሰነ ጁን 六月 ꮥꭽ ꮥꭽꮇᏹ",
    "fan fanadur gor gorff gorffennaf goue gouere heinä heinäkuu heinäkuuta hul hulyo hūr hūrae iuch iul iulie iyl \
     iyul iúil iýul juil juill juillet julai julayi julaị julho juli julie julij julija julio juliol juuli júl júla \
     július júlí jūl jūlijs korr korrik kutawonsa liep liepa liepos lip lipca lipiec lug luglio luj lujo lul luulyo \
     srp srpanj srpnja sulet tem temmuz trì trìulas uzt uztaila xul xullo yul yuli července červenec čvc ιολ ιουλ \
     ιουλίου ιούλ ιούλιος июл июль июля лип липень липня ліп ліпень ліпеня утӑ шіл шілде юли јул јули հլս հուլիս \
     հուլիսի יולי تموز جول جولائی جولای جويلية شىلدە يوليو يوليوز ژوئیه ඇසළ กรกฎาคม ივლ ივლისი ሓም ሓምለ ጁላይ 七月 ꭻᏸ \
     ꭻᏸꮙꮒ",
    "abu abuztua ag aga agasti ago agost agosti agosto agt agu agusta agustus aout août augusta augusti augusto \
     augusts augustus augusztus aus austu avg avgust avq avqust avust awg awgust awgusta awst ağu ağustos aŭg \
     aŭgusto elo elokuu elokuuta eost gush gusht kol kolovoz kolovoza kǝu lùna lún lúnasa ogo ogos ogosto ogs rugp \
     rugpjūtis rugpjūčio sie sierpień sierpnia srp srpen srpna ágú ágúst āku ākuhata ɔsanaa αυγ αυγούστου αύγ \
     αύγουστος αὐγ αὐγούστου αὔγουστος авг август августа жні жнівень жніўня серп серпень серпня там тамыз ҫур \
     ҫурла օգոստոս օգոստոսի օգս אוגוסט آب آگسٽ أغسطس أغشت أوت اوت اګست اگست تامىز غشت ऑग আগ ਅਗ ਅਗਸਤ ஆக ఆగ ಆಗ ഓഗ აგვ \
     აგვისტო ነሓ ነሓሰ ኦገስ ኦገስት ọgọ ọgọst ọgọọst 八月 ꭶꮆ ꭶꮆꮒ",
    "cab cabudanni eyl eylül fʊm gwengolo hep hepetema ira iraila medi mfómh rugs rugsėjis rugsėjo ruj rujan rujna \
     satumba seb sebteembar sebtembar sentabr sentyabr sentýabr septemba septembar septembra septembre septembrie \
     septembris septembro septhemba septiembre septiyembre set setembre setembro setenbre setiembre sett settember \
     settembre setyembre shtator sult syys syyskuu syyskuuta szept szeptember sàt sàttumbar sẹp wrz wrzesień \
     września zář září ɛbɔ σεπ σεπτ σεπτέμβριος σεπτεμβρίου авӑн вер верасень верасня вересень вересня сен сент \
     сентябр сентябрь сентября сеп септ септембар септември қыр қыркүйек սեպ սեպտեմբեր սեպտեմբերի ספטמבר أيلول \
     سبتمبر ستمبر سيپٽمبر سپتامبر سپتمبر سېپتمبر شتمبر شتنبر قىركۇيەك სექ სექტემბერი መስ መስከረም ሴፕቴ ሴፕቴምበር 九月 ꮪꮅ ꮪꮅꮝꮧ",
    "ahinime cim dfómh dàmh eki ekim here hyd hydref lis listopad listopada loka lokakuu lokakuuta octobre \
     octombrie octubre oke oketopa okt oktabr okthoba okthobha oktoba oktobar oktober oktobra oktobris oktobro \
     oktoobar oktoober oktubre oktyabr október októbra oktýabr oto otobre ott ottobre out outubro paź październik \
     października santugaine spal spalio spalis stg tet tetor urr urria říj říjen října οκτ οκτωβρίου οκτώβριος \
     жовт жовтень жовтня кас кастрычнік кастрычніка окт октобар октомври октябр октябрь октября юпа қаз қазан հոկ \
     հոկտեմբեր հոկտեմբերի אוקטובר آڪٽوبر أكتوبر اکتبر اکتوبر قازان ოქტ ოქტომბერი ኦክቶ ኦክቶበር ጥቅ ጥቅምቲ ọkt ọktoba \
     ọktóba ὀκτ ὀκτωβρίου ὀκτώβριος 十月 ꮪꮒ ꮪꮒꮕꮧ",
    "aza azaroa kas kasım lapkr lapkritis lapkričio lis listopad listopada listopadu marras marraskuu marraskuuta \
     nob nobyembre noe noema nof noiembrie noofeembar novemba novembar novembra novembre novembris novembro \
     novenbre noviembre now nowember nowembra nowàmbar noy noyabr noý noýabr nuw nuwamba nën nëntor nóv nóvember \
     nọv obubuo pom samh samhain santandria sta stu studeni studenoga tach tachwedd νοέ νοέμβριος νοε νοεμβρίου \
     лист листопад листопада ліс лістапад лістапада нов новембар ное ноември ноя нояб ноябр ноябрь ноября чӳк қар \
     қараша նոյ նոյեմբեր նոյեմբերի נובמבר قاراشا نوامبر نوفمبر نومبر نونبر நவ ნოე ნოემბერი ሕዳ ሕዳር ኖቬም ኖቬምበር 十一月 ꮕꮣ \
     ꮕꮣꮥꮖ",
    "abe abendua ara aralık bʊn decembar decembra decembre decembrie decembris decembro dek dekabr des desemba \
     desember desembre desàmbar dets detsember dez dezember dezembro dezenbre dhj dhjetor dic dicembre diciembre \
     disamba diseembar disemba disember disyembre déc décembre dùbh gru grudnia grudzień gruod gruodis gruodžio \
     joulu joulukuu joulukuuta kerzu kzu nad nadale noll nollaig pro prosinac prosinca prosince prosinec rhag \
     rhagfyr tīh tīhema ɔpɛnimma δεκ δεκέμβριος δεκεμβρίου груд грудень грудня дек декабр декабрь декабря декември \
     дец децембар жел желтоқсан раш раштав сне снежань снежня դեկ դեկտեմբեր դեկտեմբերի דצמבר جەلتوقسان دجمبر دجنبر \
     دسامبر دسم دسمبر ديسمبر ڊسمبر დეკ დეკემბერი ታሕ ታሕሳስ ዲሴም ዲሴምበር 十二月 ꭵꮝ ꭵꮝꭹᏹ",
];

/// The names of weekdays, in lower case, sorted. Which day they mean does not count, because no weekday is believed.
pub(super) const WEEKDAYS: &str = "\
    ah ahad ahd ajé al alaamɩshɩ alaarba alah alahaɖɩ alam alar alh alhamis alhamisi alm alr alt altine alx alxamis \
    an ann anna antradienis ao aoine ar arbaco arbc ars arɩs arɩsǝma as asa asabar asb ase aseer asib asiibi \
    asteartea asteazkena astelehena atal atalaata atl axad axd az aɖt aɖɩt aɖɩtɛnɛɛ bazar ben benada bil bin biy \
    biyernes bu budh budhwaar caw cawe ce ceturtd ceturtdiena ch che chenàbura chor chorshanba ci cmt cn cs \
    csütörtök ct cu cum cuma cumartesi czw czwartek cé céad cümə da db dc dg di dia diardaoin dib dibéer diciadain \
    did didòmhnaich die dienstag dih dihaoine dijous dil dilluns diluain dim dimanche dimanĉo dimarts dimecres \
    dimàirt dinsdag dis disathairne dissabte diumenge divendres dj dl do dom domenica domh domingo dominica \
    doménega domìniga don donderdag donnerstag ds dt du dum dumengia duminică dush dushanba duş duşenbe dv dwo \
    dwoada dé déar déardaoin dò enj esmaspäev fi fia fiada fim fimmtudagur fr fraí fraídè fraị fraịdee fre fredag \
    freitag frí fríggjadagur fö fös föstudagur gie gievgia gio giovedi giovedì giò giòbia gli glindesdi gu guru \
    guruwaar gw gwe gwen gwener ha hla huw huwebes hétfő hën hó hós hósdagur ia iau ig igandea ijumaa is isn isniin \
    isnin isonto je jeu jeudi jimco jmc jo joi jov jovedi ju jue jueves jum juma jumaat jumamosi jumanne jumapili \
    jumat jumatano jumatatu jummaʼa kam kamis ke kedd keskiviikko keskiviikkona ketvirtadienis kh kha khamiis \
    khamis khms kolmapäev kt kwa la lah lahadi lar laraba larunbata lau lauantai lauantaina laugardagur laupäev \
    laurdag le ley leygardagur lh li lin linggo lit litinin ll llun lr lu luan lun lundi lundo lunedi lunedì lunes \
    luni lunis luns lwesb lwesibini lwesihlanu lwesine lwesithathu lö lör lördag lø lør lørdag ma maanantai \
    maanantaina maandag man mandag mane mangal mangalwaar mar mardi mardo martedi martedì martes marti martis marți \
    maw me mem memeneda mer mercoledi mercoledì mercredi mercuridi mercʼher merkredo mesemna meu meurzh mgq \
    mgqibelo mi mie miercoles miercuri mik mikudagur min minggu mit mittwoch miy miyerkules mié miércoles mið \
    miðvikudagur mo montag mso mvu mvulo mà má máirt mán mánadagur mánudagur må mån måndag mèr mèrcore mèrcuris mé \
    mér mércores mër mọn mọnde ne ned nedelja nedeľa nedjelja neděle neljapäev nie niedz niedziela nj nje njedźela \
    njeźela og on ons onsdag or osteguna ostirala ot otrd otrdiena pa par paraire pay payshanba paz pazar pazartesi \
    pb pe pen penktadienis penşenbe per perjantai perjantaina perşembe pet petak petek pi piatok piektd piektdiena \
    pirmadienis pirmd pirmdiena pią piątek pj pja pjatk pk pn po pon pondelok pondělí ponedeljak ponedeljek \
    ponedjeljak poniedziałek pr pre pt pzt pá pátek péntek pó pón póndźela pónjeźele pühapäev pě pět pětk qua \
    quarta qui quinta ra rab rabu ravi raviwaar reede rāh rāhoroi rāt rātapu sa sab sabado sabato sabbato sabo \
    sabti sabtu sad sadorn sal salı sam samedi samstag saterdag sath satọdee sb sbti se seg segunda sekmadienis sel \
    selasa sen senin sesh seshanba sestd sestdiena sex sexta sh sha shan shanba shani shaniwaar sht shu shukra \
    shukrawaar sin siş sişenbe sk so sob sobota som somwaar son sonda sondag sonnabend sonntag sr sre sreda sri \
    srijeda srj srjeda srjoda st streda stw stwórtk středa su sub subota sul sunnudagur sunnuntai sunnuntaina sv \
    svētd svētdiena sze szerda szo szombat sàb sàbadu sá sáb sábado sát sátọdè sâ sâm sâmbătă sö sön söndag sø søn \
    søndag sọn sọndee ta tal talaado talaata talata teisipäev ter terça th tha thr ti tiistai tiistaina tir tirs \
    tirsdag tis tisdag tiu tiuzdee tiú tiúzdè tldo to tor torek tors torsdag torstai torstaina tr trečiadienis \
    trešd trešdiena tu ty tys tysdag tý týs týsdagur tāi tāite tū tūr tūrei tọọ tọọzdee ulwesibili ulwesihlanu \
    ulwesine ulwesithathu umgqibelo umsombuluko ut uto utorak utorok vasárnap ve ven venderdi vendredi vendredo \
    venerdi venerdì venres vi vie viernes vin vineri vr vrijdag vrydag vèn vènare wa wał wałtora we weds wen \
    wenerei wenezdee wo woensdag wt wto wtorek wu wuk wukuada wut wutora xo xov xoves ya yak yakshanba yaou yaw \
    yawoada za zaterdag zo zob zoba zondag àjj àjjuma àla àlarba àìkú ça çar çarşamba çarşenbe çb çərşənbə út úterý \
    ýb ýek ýekşenbe þr þri þriðjudagur če čet četrtek četvrtak čt čtvrtek ĵa ĵaŭdo śr śro środa şb şen şenbe şənbə \
    šeštadienis št štvrtok štw štwórtk ɛtì δε δευ δευτέρα κυ κυρ κυριακή πέ πέμ πέμπτη πα παρ παρασκευή πεμ σά σάβ \
    σάββατο σαβ τε τετ τετάρτη τρ τρί τρίτη τρι аў аўторак ба баасан бейсенбі бейш бейшемби бс бш бя бямба \
    воскресенье вр вс вт вто вторник вівторок да даваа дс душанбе дш дшб дүй дүйсенбі дүйшөмбү дүш дүшәмбе жек \
    жексенбі жекшемби жм жс жума жш жұма иш ишемби ишм йм йом йома йш йәк йәкшәмбе кес кесаҙна кс кҫ лх лхагва мя \
    мягмар нд не нед недела неделя недеља неділя недјеља ня нядзеля ням пʼятниця панядзелак панҷшанбе пе пет петак \
    петок петък пн по пон понеделник понедельник понедељак понеділок понедјељак пт пшб пятница пятніца пү пүрэв \
    пәнҗ пәнҗешәмбе саб сабота сб сейсенбі сенбі серада середа сешанбе сиш сишәмбе ср сре среда сри сриједа сряда \
    сс су суб суббота субота сшб събота сәрсенбі тн ут уто уторак чацвер че чет четвер четверг четвртак четврток \
    четвъртък чоршанбе чт чц чшб чәр чәршәмбе шанбе шар шарш шаршамбы шаршемби шб шейш шейшемби шим шимбә шиш \
    шишәмбе шм шнб шр шш шәм шәмбе ыт эр юн якш якшанбе якшәмбе яшб җом җомга ҷмъ ҷумъа եկ երեքշաբթի երկ երկուշաբթի \
    երք եք կիր կիրակի կր հգ հինգշաբթի հնգ շաբաթ շբ շբթ ու ուր ուրբաթ չորեքշաբթի չրք չք שבת آچر أحد أربعاء إثنين \
    اتوار اربع الأحد الأربعاء الاثنين الثلاثاء الجمعة الخميس السبت اونۍ اڱارو بدھ بە بەي بەيسەنبى ثلاثاء جمعة \
    جمعرات جمعه جمعو جمعہ جۇ جۇم جۇما جە جەك جەكسەنبى خميس درېنۍ دوشنبه دونۍ دۇ دۇي دۇيسەنبى سا سار سارسەنبى سبت سن \
    سومر سە سەن سەنبى سەي سەيسەنبى شنبه منگل يونۍ پنجشنبه پينځنۍ پیر څلرنۍ چهارشنبه ڇنڇر ہفتہ یکشنبه आइत ਐਤ අඟ අඟහ \
    พฤ อา ພຫ ອາ კვ კვი კვირა ოთ ოთხ ოთხშაბათი ორ ორშ ორშაბათი პარ პარასკევი პრ სამ სამშაბათი სმ შაბ შაბათი შბ ხთ \
    ხუთ ხუთშაბათი ሐሙስ ሓሙ ሓሙስ ማክሰ ማክሰኞ ረቡ ረቡዕ ሰሉ ሰሉስ ሰኑ ሰኑይ ሰን ሰንበት ሰኞ ቀዳ ቀዳም ቅዳሜ እሑድ ዓር ዓርቢ ዓርብ ẹtì 周一 周三 周二 周五 周六 \
    周四 周日 土曜日 日曜日 星期一 星期三 星期二 星期五 星期六 星期四 星期日 月曜日 木曜日 水曜日 火曜日 週一 週三 週二 週五 週六 週四 週日 金曜日 ꭴꮎꮩꮣꮖꮝꭼ ꭴꮎꮩꮣꮘꮥꮎ ꭴꮎꮩꮣꮙꮕꭿ ꮕꭹ \
    ꮕꭹꮑ ꮕꭹꮑꭲꭶ ꮕꭿ ꮖꮝꭼ ꮘꮥꮎ ꮙꮕꭿ ꮝꭼ ꮤꮅ ꮤꮅꮑ ꮤꮅꮑꭲꭶ ꮥꮎ ꮶꭲ ꮶꭲꮑ ꮶꭲꮑꭲꭶ ꮷꮎ ꮷꮎꭹ ꮷꮎꭹꮆꮝꮧ 금요일 목요일 수요일 월요일 일요일 토요일 화요일";
