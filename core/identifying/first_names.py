"""Common first names of children in England, in four groups by how they read as words.

Written without accents, as folded text is. Left out because staff write them every day in another
sense: Art, Bill, Christian, Elsa (ELSA is a kind of support), Grant, Jan, Pat, Rich, Sue; and
the towns and countries that are seldom a child here.
"""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Hardly ever anything but a name: told in any letter case, anywhere.
NAMES = words(
    """
    aaliyah aarav aaron abbie abdul abdullah abdulrahman abel abi abigail abraham adam adelaide
    adele adeline aden adil aditya adnan adrian ahmad ahmed aidan aiden aimee aisha aiza alan
    alana alastair alba albert albie alec aleena alejandro aleksander aleksandra alessia alex
    alexander alexandra alexandria alexia alexis alfie alfred ali alice alicia alina alisha
    alison alistair aliyah allan allegra alma alyssa amaan amal amara amaya amelia amelie amina
    aminah amir amira amirah amna amrit amy ana anais anastasia anaya andre andreas andrei
    andrew andrzej angela angelica angelina angus anika anisa anish anita aniyah anna annabel
    annabella annabelle annalise anne annie anthony antoni antonia antonio anwar anya aoife
    arabella aran archie ariana arianna arjun arlo armaan arnie arnold arran arthur arya asad
    asher ashleigh ashley ashton asiya astrid athena aubrey audrey augustus ava avani avery
    aviana avneet axel aya ayaan ayaat ayan ayat ayesha ayla ayman ayra aziz barnaby bartosz
    beatrice beatrix becca becky bella ben benedict benjamin benji bentley bernard bertie beth
    bethan bethany betsy betty bianca bilal billy blanka bobbie bodhi bonnie boris bradley
    brandon brayden brendan brian briana bridget brody bronwyn brooklyn bruno bryan bryn bryony
    caitlin caleb callum calvin cameron camilla camille candice cara carina carl carla carlos
    carmen carolina caroline carrie carys casey caspar casper cassandra cassie cassius catalina
    caterina catherine catriona cecilia cecily celeste celia celine cerys charis charlie
    charlotte chelsey chiara chidi chloe chris christina christine christopher cian ciara
    cillian claire clara clarissa clark claudia clayton clemence clementine cleo clive clyde
    coby cody colby colin conall conan conner connie connor conor conrad constance cora coraline
    corey cormac cosmo courtney craig cristian curtis cynthia cyrus dalton damian damien damon
    dan dani daniel daniela danielle danny dante daphne darcey darcie darcy daria darius darragh
    darren daryl dave david dawid dawud dax deborah declan deena delilah della delphi demi denis
    denise dennis denzel derek diana diego dilan dimitri diya dolly dominic dominik dominika
    donna donnie doris dorothy dougie douglas duncan dylan eadie eben eddie edgar edie edith
    edmund eduard edward edwin efa effie egor ehsan eila eileen eilidh eira eisa ela elaina
    elaine eleanor elena eleni eli eliana elias elijah elin eliora elisa elisabeth elise elisha
    elissa eliza elizabeth ella elle ellen elliana ellie elliot elliott ellis elodie eloise
    elora elowen elspeth elton elyas emaan emaline eman emeka emelia emelie emerson emil emilia
    emilie emilio emilis emily emma emmanuel emmeline emmett emmie enoch enya enzo eoin ephraim
    erica erik erika erin ernest ernie esa esha esmae esme esmeralda esmie essa estelle esther
    ethan ethel etta euan eugene eva evan evander evangeline evelina evelyn everett everly evie
    ewan eyad ezekiel ezmae ezra fabian fahad faisal faiza farah farhan faris faryal fatima
    fatimah fatou faye felicity felix fenella ferdinand fergus fernando filip finlay finley finn
    finnley fintan fiona fleur florence florrie flynn frances francesca francesco francis
    franciszek frankie franklin fraser freda freddie freddy frederick fredrick freja freya frida
    gabriel gabriela gabriella gabrielle gareth gary gavin gemma geoffrey george georgie
    georgina gerald gerard gethin gia giacomo gianna gideon gina giovanni gisele giulia glenn
    gloria gordon gracie grayson greg gregor gregory greta greyson guido gurpreet gus gwen
    gwendolyn habib habiba hadi hadiya hafsa hafsah haider hajra hakeem haleema halima halimah
    hallie hamish hamza hamzah hana hanah hania haniya hanna hannah hareem haris harish harleen
    harley harman haroon harpreet harriet harrison harun harvey hasan haseeb hashim hassan
    hattie haya hayden hayley heidi helen helena helin henley henrietta henrik henry herbert
    herbie hermione hettie hezekiah hiba hilary hollie hubert huda hudson huey hugh hugo humaira
    humphrey husna hussain hussein huw huxley iain ian ianto ibraheem ibrahim ida idris ieuan
    ifan ifra igor ihsan ike ikram ilyas imaan iman imani imogen imran inaaya inara inaya ines
    ingrid ioan iona ira irene irfan isa isaac isabel isabella isabelle isaiah isha ishaan
    ishaaq ishmael isla islay ismael ismail isobel isobelle isra issac issy ivan ivana ivo izaac
    izabela izabella izzie izzy jacek jackson jacob jacqueline jaden jago jai jaiden jaime jake
    jakob jakub jamal jameel jameela james jamie jamil jamila jana jane janet janice jannah
    jannat jared jarvis jasmin jasmine jason javier jax jaxon jaxson jayce jayda jayden jaydon
    jayla jayson jeff jeffrey jemima jemma jenna jennifer jenny jensen jeremiah jeremy jerome
    jesse jessica jessie jibril jill jim jimmy joan joanna joanne jodie jody joe joel joey johan
    johanna john johnny jon jonah jonas jonathan jonny jonty joseph josephine joshua josiah
    josie juan juanita jude judith julia julian juliana julie juliet juliette julius juno justin
    kabir kaden kai kaiden kaila kailyn kaiser kaitlin kaitlyn kajus kaleb kalel kamal kamil
    kamila kamran kara karam karen karim karina karl karla karolina kasey kaspar kasper kate
    katherine kathleen kathryn kathy katie katrina katy kavya kaya kayden kayla kaylee kayleigh
    keanu keaton keegan keelan keeley keira keiran keith kelly kelsey kelvin ken kenan kendra
    kenneth kenny kenzie kenzo keren keri kerry kevin keziah khadija khadijah khaled khalid
    khalil kian kiana kiara kiera kieran kim kimberley kimberly kingsley kiran kirsten kirsty
    klara klaudia kobe kobi koby kofi kornel kris krish krishna kristian kristina krystian
    krzysztof kwame kyan kyla kylan kyle kylie kylo kyra kyran lacey lacie laila lana lando lara
    larissa laura lauren laurence laurie lawrence layan layla layton leah leander leanne leela
    leen leena leia leigh leighton leila leilani lena lennie lennon lennox lenny leo leon leona
    leonard leonardo leonie leonora leopold leroy leslie lester leticia lev lewie lewis lexi
    lexie leyla liam libby lidia lila lilah lilia lilian liliana lilianna lilith lillia lillian
    lilliana lillie lilly lina linda lindsay linus lisa liv livia livvy liyana lizzie lloyd
    lochlan logan lois lola lorcan lorelai lorenzo loretta lori lorna lottie lou louie louis
    louisa louise luan luca lucas lucia lucian luciana lucie lucille lucinda lucy ludo luella
    luis luisa luka lukas lukasz luke lula lulu luna luther lydia lyla lylah lyra mabel mabli
    macauley macey maciej mackenzie macy maddie maddison maddox madeleine madeline madelyn
    madison mae maeve magdalena maggie magnus maha mahad mahdi mahi mahir mahnoor maia mairi
    maisie maisy maja makayla malachi malachy malaika malak malakai malcolm malia maliha malik
    malika mandy manha manraj mansoor maram marcel marcelina marco marcus margaret margo margot
    maria mariah mariam mariana marianne marie mario marion marissa marius marjorie marley
    marlon marlowe marnie marta martha martin martina martyna mary maryam marzena mateo mateusz
    mathew mathilda matias matilda matt matteo matthew matthias maura maureen maurice maxim
    maximilian maximus maxine maxwell maya mazie meera megan mehmet mehreen mei melanie melissa
    meredith merryn mia miah micah michael michaela michal michelle mickey micky miguel mika
    mikaeel mikael mikail mikey mila milana milena milla millie milly milo milosz mimi mina
    minahil minnie mira miranda mirha miriam mischa misha mitchell mohamad mohamed mohammad
    mohammed mohamud mohsin moira moises mollie molly mona monica monika montgomery monty morgan
    morris moses muhammad muhammed mukhtar murray musa musab mustafa mya myah myla myles myra
    nabeel nadia nadine naila naima nana nancy naomi nasir nat natalia natalie natasha nate
    nathan nathanael nathaniel naya nayla nell nellie nelly nelson nevaeh neve ngozi nia niall
    niamh nicholas nicola nicolas nicole nieve nikita niko nikodem nikola nikolai nina noa noah
    noor nora norah noreen nour nuala nuh nusaybah nusrat nyla nylah oakleigh oakley octavia
    odette odin oisin ola olaf oleksandr olga oliver olivia olivier oliwia oliwier ollie
    oluwaseun omar omer oona ophelia orhan orla orson oscar osian oskar osman oswald otis otto
    owais owen pablo paddy paige palmer paloma pamela paolo paris parisa pascal patricia patrick
    patryk paul paula pauline pawel pedro percy perry persephone perseus petra petros phil
    philip philippa phillip phineas phoebe phyllis pia pierre piotr pippa polina poppie preethi
    priscilla prisha priya quentin quincy quinn rachael rachel rachelle rae raees rafael rafe
    rafferty rafi rahim rahma raife raihan raina raiyan raj rajan rajveer ralph ralphie ramon
    ramona rana randa rania raphael raquel rashid raul rayaan rayan raymond rayna rayyan reagan
    rebecca rebekah reece reem reemas regan reggie rehan reid reina remi remy ren renee reuben
    reuel rey reyansh rhea rhian rhianna rhiannon rhoda rhodri rhona rhys ria rian ricardo
    richard richie ricky rico riley rio rishi rita riya riyad roan robbie robert roberta roberto
    robyn rocco roderick rodney rodrigo rogan roger rohan roisin roland rolo romeo romilly romy
    ronald ronan ronnie rory rosa rosalie rosalind rosaline rosanna rosella rosemarie rosie ross
    rosy rowena roxanne roxy roy royce ruairi ruaridh ruben rubie rudi rudolf rudy rufus rumaisa
    rupert russell ruth ryan ryder ryker rylan ryley sabrina sacha sachin sade sadia sadie safa
    saffiyah safia safiya sahar sahib sahil saif saira sakina salah salim salma salman salome
    sam samaira samantha samara sameer samia samina samir samira sammy samson samuel samuele
    sana sandra saniya santiago saoirse sara sarah saskia savannah scarlett scott sean seb
    sebastian selena selina selma seraphina seren serena sergio seth seun shabnam shahid shakira
    shanaya shania shanice shannon sharon shaun shauna shawn shay shayla shayna sheila shelby
    sheldon shelley shereen sheryl shiloh shirley shivani shreya shyla sia sian sid siddharth
    sidney siena siham silas simeon simon simona simone simran siobhan sion sofia sofie sohail
    solomon sonia sonya sophia sophie spencer stacey stanley stefan stefania stella stephanie
    stephen steve steven stevie stewart stuart subhan sufyan suhaib suhayb sulaiman sulayman
    suleiman sumaiya sumayyah susan susanna susannah susie suzanne suzie svetlana syed sylvia
    sylvie szymon tabitha tadhg taha tahir taiba talha talia taliyah tallulah talulah tamara
    tamika tamsin tamzin tania tanisha tanvi tanya tara tarek tariq taryn tasha tasnim tatiana
    tayla tayyab tayyib teagan teddie tegan tessa thaddeus thalia thea theo theodora theodore
    theresa thiago thierry thomas tia tiago tiana tiegan tiffany tilda tillie tilly tim timothy
    tina tobi tobias toby tom tomas tomasz tommie tommy toni tony tora tracey travis trent
    trevor tristan troy tyler tymon tyra tyrell tyrone tyson ulysses uma umaima umair umar
    ursula usama usman uthman valentina valentino valerie vanessa veronica veronika vicky victor
    victoria viktor viktoria viktorija vincent vinnie violetta viraj vivaan vivian vivien
    vivienne vlad vladimir waleed walid walter warren wendy wesley wiktor wiktoria wilbur wilf
    wilfie wilfred wilhelmina willem william wilma winifred winnie winston wojciech wyatt wynn
    xander xanthe xavi xavier yael yahya yakub yaqub yara yaseen yash yasin yasir yasmin yasmine
    yehuda yolanda yosef youssef yousuf yuna yuri yusra yusuf yusuff yvette yvonne zac zach
    zachariah zachary zack zahra zaid zain zaina zainab zak zakaria zakariya zaki zakir zander
    zane zara zarah zaria zaya zayan zayd zayn zayna zaynab zeeshan zeina zelda zenia zeph
    zephyr zeynep ziggy zion zoe zoey zofia zora zoya zubair zuri zuzanna zyla
    """
)

# Words too, but ones that seldom begin a sentence: told wherever they have one capital letter.
ALSO_WORDS = words(
    """
    ace angel archer aria ariel ash aurora austin bailey beau billie blake bobby brook brooke
    bunny carter chelsea chester clay clover coco colt cooper crystal daisy dale darling dean
    destiny dexter dixie duke earl ebony eden ember eric fern flora fox frank fred ginger glen
    griffin gunner harmony harper harry hazel heather hector holly honey hunter iris ivy jack
    jade jagger jasper jay jean jordan juniper kit lacy lance lily lorry lyric maple marina
    mason matty maverick melody mercedes mercy milan miller mo myrtle nick noble noel nova olive
    opal orlando otter paisley parker pearl penny peter phoenix piper poppy precious presley
    raja ray reed reign rex robin rocky roman romany roo rose rosemary rowan ruby saffron sage
    sahara sally sandy scarlet serenity shea sienna sierra sky skye skyla skylar sorrel star
    sterling storm sultan sunny talon tanner taylor ted teddy terry tiger tigerlily vera viola
    violet wade walker willow wolf woody wren
    """
)

# Words that begin sentences or stand on trackers: told inside a sentence, or where what follows
# is what a person does.
SENTENCE_STARTERS = words(
    """
    amber chance chase dawn drew eve faith georgia grace hope josh joy mark max miles patience
    rob sonny sydney verity will
    """
)

# Told as the last group, and not where the words around speak of the calendar.
MONTHS_AND_SEASONS = words("april autumn august june may summer winter")
